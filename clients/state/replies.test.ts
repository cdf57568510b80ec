import { expect, test } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import { receive, receiveHistory } from './log';
import { repliesIn, replyCount } from './replies';

function entry(seq: number, part: Partial<WireEntry> = {}, deletedAt?: string): WireEntry {
  const message = {
    id: `m${seq}`,
    clientId: `c${seq}`,
    from: { kind: 'user', id: 'rui', name: 'Rui' } as const,
    text: 'hi',
    at: '2027-01-15T08:00:00Z',
    ...(deletedAt && { deletedAt }),
  };
  return { conversation: { id: 'c', kind: 'group', with: null }, seq, rev: seq, message, ...part };
}

test('[C21] replies are counted in the window, as they arrive, and by the server before it', () => {
  const old = entry(1, { replies: 3 });
  const log = receive({}, [entry(5), entry(6, { replyTo: 5 }), entry(7, { replyTo: 1 })]);
  const known = log.c as NonNullable<typeof log.c>;
  expect([replyCount(known, entry(5)), replyCount(known, entry(6)), replyCount(known, old)]).toEqual([
    1, 0, 3,
  ]);
  const later = receive(log, [entry(8, { replyTo: 5 }), entry(9, { replyTo: 5 }, '2027-01-15T08:00:00Z')]);
  const window = later.c as typeof known;
  expect(replyCount(window, entry(5))).toBe(2);
  expect(repliesIn(window, 5).map(({ seq }) => seq)).toEqual([6, 8]);
  const page = { entries: [old], from: 1, to: 4, start: true, end: false };
  const whole = receiveHistory(later, 'c', page).c as typeof known;
  expect(replyCount(whole, old)).toBe(1);
});
