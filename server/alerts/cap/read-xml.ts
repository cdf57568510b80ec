import type { XmlDocument, XmlElement } from 'libxml2-wasm';
import { MAX_CAP_BYTES } from '@/protocol/cap';
import { Refusal } from './refusals';

const MAX_DEPTH = 32;
const MAX_ELEMENTS = 2_000;

/** An element. Its text is whole, whatever comments and CDATA sections part it. */
export interface XmlTree {
  name: string;
  namespace: string;
  /** As in `/alert/info[2]`; the number is among the elements of the same name. */
  path: string;
  attributes: { name: string; namespace: string; value: string }[];
  children: XmlTree[];
  text: string;
}

/** A parsed document; `canonical` returns the exclusive or inclusive canonical form of the document or of one element. */
export interface XmlFile {
  root: XmlTree;
  /** The bytes of the canonical form, without comments, of the document without `without`, or of `element` alone. */
  canonical(options: { exclusive: boolean } & ({ without: XmlTree } | { element: XmlTree })): string;
}

/** Loads the parser when it is first needed: it is WebAssembly of a megabyte. */
const loadLibrary = () => import('libxml2-wasm');
type Library = Awaited<ReturnType<typeof loadLibrary>>;

interface Loaded {
  document: XmlDocument;
  library: Library;
}

/**
 * Parses XML, and passes it to `use`; it is not valid afterwards. Refuses what is too large, not UTF-8 or not
 * well-formed, and every document type. No entity is expanded and no file or host is read.
 */
export async function withDocument<T>(
  bytes: Uint8Array,
  maxBytes: number,
  use: (loaded: Loaded) => T,
): Promise<T> {
  refuseDocumentType(textOf(bytes, maxBytes));
  const library = await loadLibrary();
  const { XmlDocument, XmlParseError, ParseOption } = library;
  const option =
    ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NO_SYS_CATALOG;
  let document: XmlDocument;
  try {
    // Bytes: `fromString` believes the encoding that the text declares.
    document = XmlDocument.fromBuffer(bytes, { option });
  } catch (error) {
    if (error instanceof XmlParseError) throw new Refusal(faultIn(error.message), '/');
    throw error;
  }
  try {
    if (document.dtd !== null) throw new Refusal('doctype', '/');
    return use({ document, library });
  } finally {
    document.dispose();
  }
}

/** Parses XML as `withDocument` does, and reads its elements. Also refuses processing instructions and XInclude. */
export function readXml<T>(bytes: Uint8Array, use: (file: XmlFile) => T): Promise<T> {
  return withDocument(bytes, MAX_CAP_BYTES, ({ document, library }) => {
    const { XML_C14N_EXCLUSIVE_1_0, XML_C14N_1_0 } = library.XmlC14NMode;
    const elements = new Map<XmlTree, XmlElement>();
    const root = treeOf(library, document.root, elements);
    return use({
      root,
      canonical({ exclusive, ...what }) {
        const mode = exclusive ? XML_C14N_EXCLUSIVE_1_0 : XML_C14N_1_0;
        if ('element' in what)
          return (elements.get(what.element) as XmlElement).canonicalizeToString({ mode });
        // The enveloped signature is removed, and so the document is not used for anything afterwards.
        (elements.get(what.without) as XmlElement).remove();
        return document.canonicalizeToString({ mode });
      },
    });
  });
}

/** Returns the text of a document. Refuses what is larger or not UTF-8. */
function textOf(bytes: Uint8Array, maxBytes: number): string {
  if (bytes.length > maxBytes) throw new Refusal('too_large', '/');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('not_utf8', '/');
  }
  const encoding = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1] ?? 'utf-8';
  if (!['utf-8', 'us-ascii'].includes(encoding.toLowerCase())) throw new Refusal('not_utf8', '/');
  return text;
}

/** What may be before a document type: the declaration, comments, processing instructions and blanks. */
const PROLOG = /^(\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*/;

/** The part of a document type, in characters, that decides why it is refused: the expressions take quadratic time. */
const MAX_EXAMINED = 4_000;

/** Refuses a document type before the parser sees it: libxml2 would accept one. */
function refuseDocumentType(text: string): void {
  const start = PROLOG.exec(text)?.[0].length ?? 0;
  const rest = text.slice(start, start + MAX_EXAMINED);
  if (!rest.startsWith('<!DOCTYPE')) return;
  if (/<!ENTITY[^>]+\b(SYSTEM|PUBLIC)\b/.test(rest)) throw new Refusal('external_entity', '/');
  if (/<!ENTITY[^>]+["'][^"']*&\w/.test(rest)) throw new Refusal('entity_expansion', '/');
  throw new Refusal(rest.includes('<!ENTITY') ? 'internal_entity' : 'doctype', '/');
}

function faultIn(message: string): 'content_after_root' | 'forbidden_character' | 'not_well_formed' {
  if (message.includes('Extra content at the end')) return 'content_after_root';
  return /invalid (xml)?char/i.test(message) ? 'forbidden_character' : 'not_well_formed';
}

/** Elements of which CAP allows one only have no number in their path. */
const NUMBERED = new Set([
  'info',
  'code',
  'category',
  'responseType',
  'eventCode',
  'parameter',
  'resource',
  'area',
  'polygon',
  'circle',
  'geocode',
]);
const XINCLUDE = 'http://www.w3.org/2001/XInclude';

function treeOf(
  { XmlElement, XmlText, XmlCData, XmlComment }: Library,
  root: XmlElement,
  elements: Map<XmlTree, XmlElement>,
): XmlTree {
  function read(element: XmlElement, parent: string, depth: number, number: number): XmlTree {
    const { name } = element;
    const tree: XmlTree = {
      name,
      namespace: element.namespaceUri,
      path: `${parent}/${name}${NUMBERED.has(name) ? `[${number}]` : ''}`,
      attributes: element.attrs.map((each) => ({
        name: each.name,
        namespace: each.namespaceUri,
        value: each.value,
      })),
      children: [],
      text: '',
    };
    if (tree.namespace === XINCLUDE) throw new Refusal('xinclude', tree.path);
    if (depth > MAX_DEPTH) throw new Refusal('too_deep', tree.path);
    elements.set(tree, element);
    if (elements.size > MAX_ELEMENTS) throw new Refusal('too_many_elements', tree.path);
    const seen = new Map<string, number>();
    for (let node = element.firstChild; node; node = node.next) {
      if (node instanceof XmlElement) {
        const count = (seen.get(node.name) ?? 0) + 1;
        seen.set(node.name, count);
        tree.children.push(read(node, tree.path, depth + 1, count));
      } else if (node instanceof XmlText || node instanceof XmlCData) tree.text += node.content;
      else if (!(node instanceof XmlComment)) throw new Refusal('processing_instruction', tree.path);
    }
    return tree;
  }
  for (const side of ['prev', 'next'] as const)
    for (let node = root[side]; node; node = node[side])
      if (!(node instanceof XmlComment)) throw new Refusal('processing_instruction', '/');
  return read(root, '', 1, 1);
}
