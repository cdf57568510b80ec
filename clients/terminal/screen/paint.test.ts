import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HARD_TEXTS } from '@/tests/support/hard-texts';
import { createHeadless } from '@/tests/support/headless';
import { cleanLine } from '../text/clean';
import { createStyle } from '../text/style';
import { cut } from '../text/width';
import type { Frame, Row } from './frame';
import { paint } from './paint';

const SIZE = { columns: 40, rows: 10 };
const NO_WRAP = '\u001b[?7l';
const style = createStyle(true);
const moving = { top: 1, bottom: 9 };

/** Returns the cells of a terminal that was shown the frames one after another. */
async function shown(frames: readonly Frame[]): Promise<string[]> {
  const terminal = createHeadless(SIZE.columns, SIZE.rows);
  let before: Frame | null = null;
  terminal.output.write(NO_WRAP);
  for (const frame of frames) {
    terminal.output.write(paint(before, frame));
    before = frame;
  }
  return terminal.cells();
}

const frameOf = (rows: Row[]): Frame => ({ rows, caret: { row: 9, column: 2 }, moving });
const two = (left: string, right: string): Row => [
  { at: 0, text: style.bold(cut(cleanLine(left), 12)) },
  { at: 13, text: cut(cleanLine(right), 27) },
];

test('200 hard texts are redrawn exactly: nothing stale stays of one when another is shown', async () => {
  expect(HARD_TEXTS).toHaveLength(200);
  const frames = HARD_TEXTS.map((text, i) =>
    frameOf(Array.from({ length: 10 }, (_, n) => two(HARD_TEXTS[(i + n) % 200] as string, `${n} ${text}`))),
  );
  const terminal = createHeadless(SIZE.columns, SIZE.rows);
  terminal.output.write(NO_WRAP);
  let before: Frame | null = null;
  for (const frame of frames) {
    terminal.output.write(paint(before, frame));
    before = frame;
    expect(await terminal.cells()).toEqual(await shown([frame]));
  }
});

test('whatever was shown before, a frame is shown as on an empty screen', async () => {
  const text = fc.oneof(
    fc.constantFrom('', 'hello', 'a longer line of text', '- 12:00'),
    fc.constantFrom(...HARD_TEXTS),
  );
  const row = fc.oneof(
    fc.tuple(text, text).map(([left, right]) => two(left, right)),
    text.map((line): Row => (line ? [{ at: 0, text: cut(cleanLine(line), 40) }] : [])),
    text.map((line): Row => [{ at: 13, text: cut(cleanLine(line), 27) }]),
  );
  const frame = fc.array(row, { minLength: 1, maxLength: 10 }).map(frameOf);
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 2, maxLength: 4 }), async (frames) => {
      expect(await shown(frames)).toEqual(await shown(frames.slice(-1)));
    }),
    { numRuns: 60 },
  );
});

test('lines that move up are moved by the terminal, and only the new one is written', async () => {
  const frame = (from: number) =>
    frameOf([
      [],
      ...Array.from({ length: 8 }, (_, n): Row => [{ at: 0, text: `message ${from + n} of somebody` }]),
      [],
    ]);
  expect(await shown([frame(1), frame(2), frame(5)])).toEqual(await shown([frame(5)]));
  const change = paint(frame(1), frame(2));
  expect(change).not.toContain('message 8');
  expect(change.length).toBeLessThan(2 * 'message 9 of somebody'.length + 40);
});

test('the left part alone is written when the right one stays', () => {
  const before = frameOf([two('Ana 1', 'hello')]);
  expect(paint(before, frameOf([two('Ana 2', 'hello')]))).not.toContain('hello');
  expect(paint(before, before)).toBe('');
});
