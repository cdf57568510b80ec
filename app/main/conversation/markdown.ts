import { Autolink, parser, Strikethrough } from '@lezer/markdown';

/**
 * The small Markdown of messages: bold, italic, struck, code, quotes, lists and links. It gives a tree of positions
 * in the text and never HTML, and its time does not explode on texts that were made to make it so.
 */
const SUBSET = parser.configure([
  {
    remove: [
      'ATXHeading',
      'SetextHeading',
      'HorizontalRule',
      'HTMLBlock',
      'HTMLTag',
      'IndentedCode',
      'LinkReference',
      'Image',
      'Entity',
    ],
  },
  Strikethrough,
  Autolink,
]);

export type Node = ReturnType<typeof SUBSET.parse>['topNode'];

/** The blocks of a text. */
export function parse(text: string): Node {
  return SUBSET.parse(text).topNode;
}

/** The parts of a node, in order. */
export function partsOf(node: Node): Node[] {
  const parts: Node[] = [];
  for (let part = node.firstChild; part; part = part.nextSibling) parts.push(part);
  return parts;
}

const SAFE = ['http:', 'https:', 'mailto:'];

/** An address that a link may lead to, written as people write them; null for any other. */
export function safeHref(written: string): string | null {
  const absolute = /^www\./i.test(written)
    ? `https://${written}`
    : /^[^\s:/]+@[^\s:/]+$/.test(written)
      ? `mailto:${written}`
      : written;
  try {
    const { protocol, href } = new URL(absolute);
    return SAFE.includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** A text in pieces: what is only text, and usernames after an `@`. The server finds them the same way. */
export function mentionsIn(text: string): (string | { username: string })[] {
  const pieces: (string | { username: string })[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<![\p{L}\p{N}._@-])@([A-Za-z0-9][A-Za-z0-9._-]{0,63})/gu)) {
    const username = (match[1] as string).replace(/[._-]+$/, '');
    pieces.push(text.slice(from, match.index), { username });
    from = match.index + 1 + username.length;
  }
  return [...pieces, text.slice(from)];
}
