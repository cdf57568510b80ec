import { type Block, readText, type Span } from './read';

/** Returns the `href` of the first link of a text that leads to an https page; null without one. */
export function firstLink(text: string): string | null {
  // Most texts have none, and reading one takes longer.
  return /https:|www\./i.test(text) ? inBlocks(readText(text)) : null;
}

function inBlocks(blocks: readonly Block[]): string | null {
  for (const block of blocks) {
    const found = inBlock(block);
    if (found !== null) return found;
  }
  return null;
}

function inBlock(block: Block): string | null {
  switch (block.as) {
    case 'paragraph':
      return inSpans(block.spans);
    case 'quote':
      return inBlocks(block.blocks);
    case 'list':
      return inBlocks(block.items.flatMap(({ blocks }) => blocks));
    case 'code':
      return null;
  }
}

function inSpans(spans: readonly Span[]): string | null {
  for (const span of spans) {
    if (span.as === 'link' && span.href.startsWith('https:')) return span.href;
    const inside = span.as === 'em' || span.as === 'strong' || span.as === 's' ? inSpans(span.spans) : null;
    if (inside !== null) return inside;
  }
  return null;
}
