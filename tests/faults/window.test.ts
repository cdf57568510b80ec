import { expect, test } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import { moveOf } from './window';

const entry = (seq: number) => ({ seq, message: { id: `m${seq}` } }) as WireEntry;
const window = (cursor: number, ...seqs: number[]) => ({ cursor, entries: seqs.map(entry) });
const shown = (...seqs: number[]) => seqs.map((seq) => ({ seq, id: `m${seq}` }));

test('distinguishes messages after, before and between the shown ones', () => {
  expect(moveOf(undefined, window(2, 1, 2))).toEqual({ cursor: 2, shown: shown(1, 2) });
  expect(moveOf(window(4, 3, 4), window(5, 2, 3, 4, 5))).toEqual({
    cursor: 5,
    shown: shown(5),
    earlier: shown(2),
  });
  expect(moveOf(window(4, 2, 4), window(4, 2, 3, 4))).toEqual({ cursor: 4, inserted: shown(3) });
  expect(moveOf(window(4, 2, 4), window(4, 2, 4, 4))).toEqual({ cursor: 4, inserted: shown(4) });
});

test('a change without a new message moves only the end, or nothing', () => {
  expect(moveOf(window(2, 1, 2), window(3, 1, 2))).toEqual({ cursor: 3 });
  expect(moveOf(window(2, 1, 2), window(2, 1, 2))).toBeNull();
});

test('distinguishes a replaced window from one that grew', () => {
  expect(moveOf(window(4, 3, 4), window(9))).toEqual({ cursor: 9, anew: true, shown: [] });
  expect(moveOf(window(4, 3, 4), window(9, 9))).toEqual({ cursor: 9, anew: true, shown: shown(9) });
});
