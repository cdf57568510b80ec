import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Blocks, scroll, showsStart, visibleLines } from './timeline';

/** Returns blocks of the given heights; the lines say their block and number. */
const blocksOf = (heights: readonly number[], tail: string[] = []): Blocks => ({
  seqs: heights.map((_, i) => i * 2 + 1),
  lines: (index) => Array.from({ length: heights[index] ?? 1 }, (_, n) => `${index}.${n}`),
  tail,
});
const all = (heights: readonly number[]) =>
  heights.flatMap((height, index) => Array.from({ length: height }, (_, n) => `${index}.${n}`));

test('the end is shown with what is not sent yet, and fewer lines than the window are all shown', () => {
  expect(visibleLines(blocksOf([1, 2], ['…']), null, 3)).toEqual(['1.0', '1.1', '…']);
  expect(visibleLines(blocksOf([1], []), null, 5)).toEqual(['0.0']);
  expect(showsStart(blocksOf([1, 2]), null, 3)).toBe(true);
  expect(showsStart(blocksOf([1, 3]), null, 3)).toBe(false);
});

test('scrolling moves by lines, ends at both ends, and shows a full window', () => {
  const heights = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 });
  const steps = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 12 });
  fc.assert(
    fc.property(heights, steps, fc.integer({ min: 1, max: 8 }), (sizes, moves, height) => {
      const blocks = blocksOf(sizes);
      const lines = all(sizes);
      const highest = Math.max(0, lines.length - height);
      let up = 0;
      let anchor = null as ReturnType<typeof scroll>;
      for (const move of moves) {
        anchor = scroll(blocks, anchor, move, height);
        up = Math.max(0, Math.min(highest, up + move));
        const end = lines.length - up;
        expect(visibleLines(blocks, anchor, height)).toEqual(lines.slice(Math.max(0, end - height), end));
      }
    }),
  );
});

test('messages that arrive do not move a window that was scrolled up', () => {
  const anchor = scroll(blocksOf([1, 1, 1, 1]), null, 2, 2);
  expect(visibleLines(blocksOf([1, 1, 1, 1]), anchor, 2)).toEqual(['0.0', '1.0']);
  expect(visibleLines(blocksOf([1, 1, 1, 1, 1, 1]), anchor, 2)).toEqual(['0.0', '1.0']);
});
