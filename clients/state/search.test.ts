import { expect, test } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import type { Log } from './log';
import { searchLog } from './search';

const entry = (seq: number, text: string, deletedAt?: string) =>
  ({
    seq,
    message: { id: `m${seq}`, text, at: `2027-01-15T08:00:0${seq}Z`, ...(deletedAt && { deletedAt }) },
  }) as WireEntry;
const log = {
  a: {
    entries: [
      entry(1, 'Exam in Room 5'),
      entry(2, 'Café ao lado da sala 5'),
      entry(3, 'exam', '2027-01-15T09:00:00Z'),
    ],
  },
  b: { entries: [entry(4, 'The examination is cancelled')] },
} as unknown as Log;
const found = (query: string) => searchLog(log, query)?.map(({ seq }) => seq);

test.each([
  ['exam', [4, 1]],
  ['exam room', [1]],
  ['cafe', [2]],
  ['"room 5"', [1]],
  ['"5 room"', []],
  ['exam -cancelled', [1]],
  ['cafe OR cancelled', [4, 2]],
  ['!', []],
])('%s finds the kept messages %j, newest first', (query, seqs) => {
  expect(found(query)).toEqual(seqs);
});

test('a query with filters is for the server', () => {
  expect(found('exam from:ana')).toBeUndefined();
});
