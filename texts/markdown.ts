import { type MarkdownConfig, parser, Strikethrough } from '@lezer/markdown';
import { addressEnd } from './links';

/** Addresses become links without marks. Lezer's own extension knows no other host than one in ASCII with a path. */
const Addresses: MarkdownConfig = {
  parseInline: [
    {
      name: 'Addresses',
      parse(cx, _next, at) {
        const end = addressEnd(cx.text, at - cx.offset);
        return end === null ? -1 : cx.addElement(cx.elt('URL', at, end + cx.offset));
      },
    },
  ],
};

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
  Addresses,
]);

export type Node = ReturnType<typeof SUBSET.parse>['topNode'];

/** The tree of a text. */
export function parse(text: string): Node {
  return SUBSET.parse(text).topNode;
}

/** The parts of a node, in order. */
export function partsOf(node: Node): Node[] {
  const parts: Node[] = [];
  for (let part = node.firstChild; part; part = part.nextSibling) parts.push(part);
  return parts;
}
