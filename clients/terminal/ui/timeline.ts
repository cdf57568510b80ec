/** The entry at the lower edge of the log, and how many of its lines are below the edge. */
export interface Anchor {
  seq: number;
  below: number;
}

/** The messages of a conversation as blocks of lines, oldest first. */
export interface Blocks {
  seqs: readonly number[];
  /** Returns the lines of the block at an index; there is at least one. */
  lines(index: number): readonly string[];
  /** Lines after the last block: of messages that are not sent yet. */
  tail: readonly string[];
}

/** Returns the lines that a window of `height` rows shows; `anchor` null: those at the end. */
export function visibleLines(blocks: Blocks, anchor: Anchor | null, height: number): string[] {
  const lines: string[] = [];
  const at = anchor ? indexOf(blocks.seqs, anchor.seq) : -1;
  let index = at >= 0 ? at : blocks.seqs.length - 1;
  if (at >= 0 && anchor) {
    const block = blocks.lines(index--);
    lines.unshift(...block.slice(0, Math.max(0, block.length - anchor.below)));
  } else lines.unshift(...blocks.tail);
  while (lines.length < height && index >= 0) lines.unshift(...blocks.lines(index--));
  return lines.slice(Math.max(0, lines.length - height));
}

/** Returns the anchor after scrolling up by `rows` (down if negative); null: the end. */
export function scroll(blocks: Blocks, anchor: Anchor | null, rows: number, height: number): Anchor | null {
  const { seqs } = blocks;
  if (seqs.length === 0) return null;
  let index = anchor ? indexOf(seqs, anchor.seq) : -1;
  let below = (anchor?.below ?? 0) + rows;
  if (index < 0) index = seqs.length - 1;
  while (below < 0) {
    if (++index >= seqs.length) return null;
    below += blocks.lines(index).length;
  }
  for (let size = blocks.lines(index).length; below >= size; size = blocks.lines(index).length) {
    below -= size;
    if (index === 0) return topOf(blocks, height);
    index--;
  }
  // No blank rows above the first message.
  const next = { seq: seqs[index] as number, below };
  if (visibleLines(blocks, next, height).length < height) return topOf(blocks, height);
  return index === seqs.length - 1 && below === 0 ? null : next;
}

/** Returns whether the first line of the blocks is in the window. */
export function showsStart(blocks: Blocks, anchor: Anchor | null, height: number): boolean {
  return visibleLines(blocks, anchor, height + 1).length <= height;
}

/** Returns the anchor at which the first block begins at the upper edge; null if everything fits. */
function topOf(blocks: Blocks, height: number): Anchor | null {
  let rows = 0;
  for (let index = 0; index < blocks.seqs.length; index++) {
    rows += blocks.lines(index).length;
    if (rows < height) continue;
    const below = rows - height;
    return index === blocks.seqs.length - 1 && below === 0
      ? null
      : { seq: blocks.seqs[index] as number, below };
  }
  return null;
}

/** Returns the index of the last block up to a seq; -1 for none. */
function indexOf(seqs: readonly number[], seq: number): number {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seqs[middle] as number) <= seq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
