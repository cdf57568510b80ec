import type { WireEntry } from '@/protocol/messages';

/** Seqs of a chunk. By seq and not by index, so that a chunk stays the same when earlier messages are added. */
const CHUNK = 12;
/** Pixels beyond the visible part in which chunks are drawn. */
const MARGIN = 400;
/** Further pixels in which a drawn chunk stays, so that small changes of heights draw nothing anew. */
const STAYS = 120;
/** Chunks that are drawn while no position is known, and on either side of a message that is scrolled to. */
const AT_FIRST = 4;
const BESIDE = 3;
/** The most messages that an endless range draws at once: many can arrive while the box is not in sight. */
const MOST = 150;

/** Consecutive messages, and the number of their chunk. */
export interface Chunk {
  part: number;
  entries: readonly WireEntry[];
}

/** The first and the last drawn part. An endless range also draws what is added at the end. */
export interface DrawnRange {
  first: number;
  last: number;
}

/** Returns the chunk of a seq. */
export const partOf = (seq: number) => Math.floor(seq / CHUNK);

/** Returns the messages in chunks. */
export function chunksOf(entries: readonly WireEntry[]): Chunk[] {
  const chunks: { part: number; entries: WireEntry[] }[] = [];
  for (const entry of entries) {
    const part = partOf(entry.seq);
    const last = chunks.at(-1);
    if (last?.part === part) last.entries.push(entry);
    else chunks.push({ part, entries: [entry] });
  }
  return chunks;
}

/** Returns the indexes of the first and the last chunk to draw; those at the end when the range has none of them. */
export function indexesIn(chunks: readonly Chunk[], range: DrawnRange | null): [number, number] {
  const first = range ? chunks.findIndex(({ part }) => part >= range.first) : -1;
  const last = range ? chunks.findLastIndex(({ part }) => part <= range.last) : -1;
  if (first < 0 || last < first) return [Math.max(0, chunks.length - AT_FIRST), chunks.length - 1];
  if (range?.last !== Number.POSITIVE_INFINITY) return [first, last];
  let messages = 0;
  const tooFar = chunks.findLastIndex(({ entries }) => {
    messages += entries.length;
    return messages > MOST;
  });
  return [Math.max(first, tooFar + 1), last];
}

/**
 * Returns the range of the chunks that are in sight or near it.
 * @param heightOf the height of a chunk in pixels, measured or estimated.
 * @param top pixels from the upper edge of the visible part down to the first chunk; negative once it is scrolled past.
 * @param height the height of the visible part in pixels.
 */
export function rangeInSight(
  chunks: readonly Chunk[],
  heightOf: (chunk: Chunk) => number,
  { top, height, drawn }: { top: number; height: number; drawn: DrawnRange | null },
): DrawnRange | null {
  let first: number | null = null;
  let last = 0;
  let upper = top;
  for (const chunk of chunks) {
    const lower = upper + heightOf(chunk);
    const isDrawn = drawn !== null && chunk.part >= drawn.first && chunk.part <= drawn.last;
    const margin = isDrawn ? MARGIN + STAYS : MARGIN;
    if (lower > -margin && upper < height + margin) {
      first ??= chunk.part;
      last = chunk.part;
    } else if (first !== null) break;
    upper = lower;
  }
  if (first === null) return null;
  return { first, last: last === chunks.at(-1)?.part ? Number.POSITIVE_INFINITY : last };
}

/** Returns the range around a message; null when it is not loaded. */
export function rangeAround(chunks: readonly Chunk[], seq: number): DrawnRange | null {
  const at = chunks.findIndex(({ part }) => part === partOf(seq));
  if (at < 0) return null;
  const first = chunks[Math.max(0, at - BESIDE)] as Chunk;
  const last = chunks[at + BESIDE];
  return { first: first.part, last: last?.part ?? Number.POSITIVE_INFINITY };
}
