import { hasVisibleCharacter } from '@/protocol/visible-text';
import { isMisleading, safeHref } from './links';
import { type Node, parse, partsOf } from './markdown';
import { splitAtMentions } from './mentions';

/** An inline part of a text. */
export type Span =
  | { as: 'text'; text: string }
  /** The username as typed, without the `@`; it need not exist. */
  | { as: 'mention'; username: string }
  | { as: 'code'; text: string }
  | { as: 'link'; href: string; spans: Span[] }
  | { as: 'em' | 'strong' | 's'; spans: Span[] };

/** A block of a text. */
export type Block =
  | { as: 'paragraph'; spans: Span[] }
  | { as: 'quote'; blocks: Block[] }
  | { as: 'code'; text: string }
  /** `delimiter`, `number`: as typed after and in the number of an item; null in a list without numbers. */
  | { as: 'list'; delimiter: '.' | ')' | null; items: { number: number | null; blocks: Block[] }[] };

/** The deepest nesting of quotes and lists; anything deeper is plain text. */
const MAX_DEPTH = 8;

/**
 * Reads a message into blocks: paragraphs, lists, quotes, code, links and mentions. Both the server, which notifies
 * mentioned users, and the page, which shows the message, use this function. When the marks would hide the whole text,
 * returns the text with its marks.
 */
export function readText(text: string): Block[] {
  const read = blocks(parse(text), 0);
  return hasVisibleCharacter(shownBlocks(read)) ? read : [{ as: 'paragraph', spans: [{ as: 'text', text }] }];

  function blocks(node: Node, depth: number): Block[] {
    return partsOf(node).flatMap((part) => block(part, depth + 1));
  }

  function block(node: Node, depth: number): Block[] {
    if (node.name.endsWith('Mark')) return [];
    if (depth > MAX_DEPTH) return [{ as: 'paragraph', spans: words(raw(node)) }];
    switch (node.name) {
      case 'Paragraph':
        return [{ as: 'paragraph', spans: inline(node, node, depth) }];
      case 'Blockquote':
        return [{ as: 'quote', blocks: blocks(node, depth) }];
      case 'FencedCode':
        return [{ as: 'code', text: node.getChildren('CodeText').map(raw).join('') }];
      case 'BulletList':
        return [{ as: 'list', delimiter: null, items: itemsOf(node, depth) }];
      case 'OrderedList':
        return [{ as: 'list', delimiter: delimiterOf(node), items: itemsOf(node, depth) }];
      default:
        return [{ as: 'paragraph', spans: words(raw(node)) }];
    }
  }

  /** All items of a list have the same delimiter: another one begins another list. */
  function delimiterOf(list: Node): '.' | ')' {
    const mark = list.firstChild?.getChild('ListMark');
    return mark && raw(mark).endsWith(')') ? ')' : '.';
  }

  function itemsOf(list: Node, depth: number) {
    return partsOf(list).map((item) => {
      const mark = item.getChild('ListMark');
      const number = mark ? Number.parseInt(raw(mark), 10) : Number.NaN;
      return { number: Number.isNaN(number) ? null : number, blocks: blocks(item, depth) };
    });
  }

  function raw({ from, to }: { from: number; to: number }): string {
    return text.slice(from, to);
  }

  /** Returns the spans of a range of a node. */
  function inline(
    node: Node,
    { from, to }: { from: number; to: number },
    depth: number,
    inLink = false,
  ): Span[] {
    const out: Span[] = [];
    let at = from;
    let line = false;
    const say = (end: number) => {
      // Omits blanks that only indent a line of a list or a quote.
      const content = raw({ from: at, to: end }).replace(/\n[ \t]+/g, '\n');
      out.push(...words(line ? content.replace(/^[ \t]+/, '') : content, inLink));
    };
    for (const part of partsOf(node)) {
      if (part.from < from || part.to > to) continue;
      say(part.from);
      line = part.name === 'QuoteMark';
      out.push(...span(part, depth + 1, inLink));
      at = part.to;
    }
    say(to);
    return out;
  }

  function span(node: Node, depth: number, inLink: boolean): Span[] {
    if (node.name.endsWith('Mark')) return [];
    if (depth > 2 * MAX_DEPTH) return words(raw(node), inLink);
    switch (node.name) {
      case 'Emphasis':
        return [{ as: 'em', spans: inline(node, node, depth, inLink) }];
      case 'StrongEmphasis':
        return [{ as: 'strong', spans: inline(node, node, depth, inLink) }];
      case 'Strikethrough':
        return [{ as: 's', spans: inline(node, node, depth, inLink) }];
      case 'InlineCode':
        return [
          {
            as: 'code',
            text: raw({ from: node.firstChild?.to ?? node.from, to: node.lastChild?.from ?? node.to }),
          },
        ];
      case 'Escape':
        return [{ as: 'text', text: raw(node).slice(1) }];
      case 'HardBreak':
        return [{ as: 'text', text: '\n' }];
      case 'URL':
        return [link(raw(node), inLink)];
      case 'Link':
        return inLink ? words(raw(node), true) : named(node, depth);
      default:
        return words(raw(node), inLink);
    }
  }

  function link(url: string, inLink: boolean): Span {
    const href = inLink ? null : safeHref(url);
    const label: Span = { as: 'text', text: url };
    return href === null ? label : { as: 'link', href, spans: [label] };
  }

  /**
   * Returns a link `[words](url)`. When the URL is not allowed, or the words name another host, returns the
   * text as typed.
   */
  function named(node: Node, depth: number): Span[] {
    const [, close] = node.getChildren('LinkMark');
    const url = node.getChildren('URL').find(({ from }) => close && from > close.from);
    if (!url || !close) return words(raw(node));
    const href = safeHref(raw(url).replace(/^<(.*)>$/s, '$1'));
    const spans = inline(node, { from: node.from + 1, to: close.from }, depth, true);
    const label = shownSpans(spans);
    return href === null || !hasVisibleCharacter(label) || isMisleading(label, href)
      ? words(raw(node))
      : [{ as: 'link', href, spans }];
  }

  function words(content: string, inLink = false): Span[] {
    if (content === '') return [];
    // A link cannot contain another link.
    if (inLink) return [{ as: 'text', text: content }];
    return splitAtMentions(content).map((piece) =>
      typeof piece === 'string' ? { as: 'text', text: piece } : { as: 'mention', ...piece },
    );
  }
}

/** The users whom a message mentions, as the message carries them. */
type Named = readonly { id: string; name: string }[];

/** Returns the user whom a mention names, among the users of the message; undefined for plain text. */
export function mentioned<Person extends { id: string }>(
  username: string,
  people: readonly Person[],
): Person | undefined {
  return people.find(({ id }) => id === username || id === username.toLowerCase());
}

/** Returns the visible text on one line: without marks, and with the names of mentioned users. */
export function shownText(text: string, people: Named = []): string {
  return shownBlocks(readText(text), people).replace(/\s+/g, ' ').trim();
}

function shownBlocks(blocks: readonly Block[], people?: Named): string {
  return blocks.map((block) => shownBlock(block, people)).join('\n');
}

/** Returns the visible text of a block, with its line breaks. */
export function shownBlock(block: Block, people?: Named): string {
  switch (block.as) {
    case 'paragraph':
      return shownSpans(block.spans, people);
    case 'code':
      return block.text;
    case 'quote':
      return shownBlocks(block.blocks, people);
    case 'list':
      return block.items
        .map(({ number, blocks }) => {
          const mark = number === null ? '' : `${number}${block.delimiter} `;
          return mark + shownBlocks(blocks, people);
        })
        .join('\n');
  }
}

function shownSpans(spans: readonly Span[], people?: Named): string {
  return spans.map((span) => shownSpan(span, people)).join('');
}

function shownSpan(span: Span, people: Named = []): string {
  switch (span.as) {
    case 'text':
    case 'code':
      return span.text;
    case 'mention':
      return `@${mentioned(span.username, people)?.name ?? span.username}`;
    default:
      return shownSpans(span.spans, people);
  }
}

/** Returns the usernames that a text mentions, as typed: in order, without duplicates. */
export function namesIn(text: string): string[] {
  const names = new Set<string>();
  const inSpans = (spans: readonly Span[]) => {
    for (const span of spans) {
      if (span.as === 'mention') names.add(span.username);
      else if ('spans' in span) inSpans(span.spans);
    }
  };
  const inBlocks = (blocks: readonly Block[]) => {
    for (const block of blocks) {
      if (block.as === 'paragraph') inSpans(block.spans);
      else if (block.as === 'quote') inBlocks(block.blocks);
      else if (block.as === 'list') for (const item of block.items) inBlocks(item.blocks);
    }
  };
  // Most texts mention nobody and need not be parsed.
  if (text.includes('@')) inBlocks(readText(text));
  return [...names];
}
