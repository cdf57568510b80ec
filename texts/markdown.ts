import { type MarkdownConfig, parser, Strikethrough } from '@lezer/markdown';
import { bareLinkEnd } from './links';

/**
 * Turns URLs and e-mail addresses without marks into links. Lezer's own extension supports only ASCII hosts with a
 * path.
 */
const BareLinks: MarkdownConfig = {
  parseInline: [
    {
      name: 'BareLinks',
      parse(cx, _next, at) {
        const end = bareLinkEnd(cx.text, at - cx.offset);
        return end === null ? -1 : cx.addElement(cx.elt('URL', at, end + cx.offset));
      },
    },
  ],
};

/**
 * The subset of Markdown for messages: bold, italic, strikethrough, code, quotes, lists and links. Produces a tree of
 * positions in the text and never HTML. The parsing time stays bounded for hostile texts.
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
  BareLinks,
]);

export type Node = ReturnType<typeof SUBSET.parse>['topNode'];

/** Returns the tree of a text. */
export function parse(text: string): Node {
  return SUBSET.parse(text).topNode;
}

/** Returns the children of a node, in order. */
export function partsOf(node: Node): Node[] {
  const parts: Node[] = [];
  for (let part = node.firstChild; part; part = part.nextSibling) parts.push(part);
  return parts;
}
