import { expect, test } from 'vitest';
import { collectRequestChanges } from './request-changes';

const direct = (head: number) => ({ id: 'c', kind: 'direct' as const, key: 'direct:ana:rui', head });

test('[Q1] the first message makes a request of the other user, and later ones change nothing', () => {
  const { note, changes } = collectRequestChanges(new Set());
  note(direct(0), 'ana');
  note(direct(1), 'ana');
  expect(changes()).toEqual([{ conversationId: 'c', userId: 'rui', request: 'waiting' }]);
});

test('[Q2] an answer accepts a request, also one of the same transaction', () => {
  const stored = collectRequestChanges(new Set(['rui:ana']));
  stored.note(direct(5), 'ana');
  expect(stored.changes()).toEqual([]);
  stored.note(direct(6), 'rui');
  expect(stored.changes()).toEqual([{ conversationId: 'c', userId: 'rui', request: null }]);

  const together = collectRequestChanges(new Set());
  together.note(direct(0), 'ana');
  together.note(direct(1), 'rui');
  expect(together.changes()).toEqual([{ conversationId: 'c', userId: 'rui', request: null }]);
});

test('[Q1] a message to oneself, to a room, or of a bot makes no request', () => {
  const { note, changes } = collectRequestChanges(new Set());
  note({ id: 's', kind: 'direct', key: 'direct:ana:ana', head: 0 }, 'ana');
  note({ id: 'n', kind: 'nearby', key: 'nearby:rui', head: 0 }, 'ana');
  note({ id: 'b', kind: 'building', key: 'building:b', head: 0 }, null);
  expect(changes()).toEqual([]);
});
