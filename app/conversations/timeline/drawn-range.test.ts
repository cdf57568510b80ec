import { expect, test } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import { type Chunk, chunksOf, type DrawnRange, indexesIn, rangeAround, rangeInSight } from './drawn-range';

const COUNT = 10_000;
/** The height of one line of text in pixels, the least that a message has. */
const LINE = 31;
const HEIGHT = 780;
const entries = Array.from({ length: COUNT }, (_, n) => ({ seq: n + 1 }) as WireEntry);
const chunks = chunksOf(entries);
const heightOf = (chunk: Chunk) => chunk.entries.length * LINE;

const drawnIn = (range: DrawnRange | null) => {
  const [first, last] = indexesIn(chunks, range);
  return chunks.slice(first, last + 1).flatMap((chunk) => chunk.entries);
};

test('**M** Scrolling: of 10,000 messages scrolled at most 100 are drawn, among them all in sight', () => {
  let range: DrawnRange | null = null;
  for (let y = COUNT * LINE - HEIGHT; y >= 0; y -= 173) {
    range = rangeInSight(chunks, heightOf, { top: -y, height: HEIGHT, drawn: range });
    const drawn = drawnIn(range);
    expect(drawn.length).toBeLessThanOrEqual(100);
    expect(drawn[0]?.seq).toBeLessThanOrEqual(Math.floor(y / LINE) + 1);
    expect(drawn.at(-1)?.seq).toBeGreaterThanOrEqual(Math.min(COUNT, Math.ceil((y + HEIGHT) / LINE)));
  }
});

test('the range stays the same while its heights change a little', () => {
  const at = (top: number, drawn: DrawnRange | null) =>
    rangeInSight(chunks, heightOf, { top, height: HEIGHT, drawn });
  const range = at(-50_000, null);
  for (const moved of [-90, -20, 20, 90]) {
    const after = at(-50_000 + moved, range);
    expect(at(-50_000, after)).toEqual(after);
  }
});

test('new messages are drawn while the end is, and not otherwise', () => {
  const end = rangeInSight(chunks, heightOf, { top: HEIGHT - COUNT * LINE, height: HEIGHT, drawn: null });
  const later = chunksOf([...entries, ...[1, 2, 3].map((n) => ({ seq: COUNT + n * 20 }) as WireEntry)]);
  expect(indexesIn(later, end)[1]).toBe(later.length - 1);
  const many = chunksOf(Array.from({ length: 2 * COUNT }, (_, n) => ({ seq: n + 1 }) as WireEntry));
  const [first, last] = indexesIn(many, end);
  expect(last).toBe(many.length - 1);
  expect(many.slice(first).flatMap((chunk) => chunk.entries).length).toBeLessThanOrEqual(150);
  const start = rangeInSight(chunks, heightOf, { top: 0, height: HEIGHT, drawn: null });
  expect(indexesIn(later, start)[1]).toBeLessThan(10);
});

test('a message that is scrolled to is drawn with those around it; one that is not loaded changes nothing', () => {
  const drawn = drawnIn(rangeAround(chunks, 5_000)).map(({ seq }) => seq);
  expect(drawn).toContain(5_000);
  expect(drawn.length).toBeLessThanOrEqual(100);
  expect(rangeAround(chunks, COUNT + 500)).toBeNull();
  // The end is drawn until a position is known.
  expect(drawnIn(null).at(-1)?.seq).toBe(COUNT);
});
