import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryPage, WireEntry } from '@/protocol/messages';
import { type Excerpt, entriesOf, extend, meets } from './excerpt';
import { receiveConversation, receiveHistory } from './log';

const CONVERSATION = '00000000-0000-4000-8000-000000000001';

const entry = (seq: number, rev = seq): WireEntry => ({
  conversation: { id: CONVERSATION, kind: 'group', with: null },
  seq,
  rev,
  message: {
    id: `m${seq}`,
    clientId: `client-${seq}`,
    from: { kind: 'user', id: 'ist1100002', name: 'Rui' },
    text: `${seq} as of ${rev}`,
    at: '2026-11-21T10:00:00Z',
  },
});

const HEAD = 100;
const pageOf = (from: number, to: number): HistoryPage => ({
  entries: Array.from({ length: to - from + 1 }, (_, i) => entry(from + i)),
  from,
  to,
  start: from === 1,
  end: to === HEAD,
});

test('[D6] with any pages, an excerpt has no gap, and meets the window without a gap', () => {
  const page = fc.tuple(fc.integer({ min: 1, max: HEAD }), fc.integer({ min: 1, max: 30 }));
  fc.assert(
    fc.property(fc.array(page, { minLength: 1, maxLength: 12 }), ([first, ...rest]) => {
      const span = ([from, length]: [number, number]) => pageOf(from, Math.min(HEAD, from + length - 1));
      const begun: Excerpt = span(first as [number, number]);
      const excerpt = rest.map(span).reduce(extend, begun);
      const seqs = excerpt.entries.map(({ seq }) => seq);
      expect(seqs).toEqual(Array.from({ length: excerpt.to - excerpt.from + 1 }, (_, i) => excerpt.from + i));

      const info = {
        members: [],
        head: HEAD,
        read: 0,
        unread: 0,
        mentions: 0,
        version: 1,
        last: null,
      } as const;
      const log = receiveConversation(
        {},
        {
          ...info,
          ...entry(1).conversation,
          members: [],
          title: null,
          topic: null,
          public: false,
          open: true,
          muted: false,
        },
      );
      const window = log[CONVERSATION];
      if (!window) throw new Error('it is in the log');
      const met = meets(excerpt, window);
      expect(met).toBe(excerpt.to === HEAD);
      const grown = receiveHistory(log, CONVERSATION, {
        ...excerpt,
        entries: [...excerpt.entries],
        end: true,
      });
      expect(grown[CONVERSATION]?.entries.length).toBe(met ? seqs.length : 0);
    }),
  );
});

test('a message of an excerpt is in its latest version', () => {
  const change = { ...entry(7, 101), seq: 101, change: true as const };
  const [shown] = entriesOf(pageOf(7, 7), { m7: change });
  expect(shown).toMatchObject({ seq: 7, rev: 101, message: { text: '7 as of 101' } });
});
