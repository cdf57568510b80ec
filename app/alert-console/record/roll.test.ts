import { expect, test } from 'vitest';
import type { AlertAnswer, AlertReach } from '@/protocol/alert-kinds';
import { buildingsOf, countsOf, shownOf } from './roll';

const ANSWERS: (AlertAnswer | null)[] = ['safe', 'help', 'away', null];
const REACHES: AlertReach[] = ['targeted', 'failed', 'handed', 'received', 'displayed'];
const people = Array.from({ length: 1_000 }, (_, n) => ({
  id: `ist${n}`,
  name: `Person ${n}`,
  reason: 'inside' as const,
  building: n % 3 === 0 ? null : { id: `b${n % 3}`, name: `Building ${n % 3}` },
  reach: REACHES[n % 5] as AlertReach,
  answer: ANSWERS[n % 4] as AlertAnswer | null,
  answeredBy: null,
  place: null,
  at: null,
}));

test('[H7] the counts of a roll-call of 1,000 sum', () => {
  const { all, help, open, safe, away, unreached } = countsOf(people);
  expect(all).toBe(1_000);
  expect(help + open + safe + away).toBe(all);
  expect(unreached).toBeLessThan(open);
  for (const filter of ['all', 'help', 'open', 'safe', 'away', 'unreached'] as const)
    expect(shownOf(people, { filter, building: null, query: '' })).toHaveLength(countsOf(people)[filter]);
});

test('a roll-call is searched by name, by username and by building', () => {
  expect(buildingsOf(people)).toEqual([
    { id: 'b1', name: 'Building 1' },
    { id: 'b2', name: 'Building 2' },
  ]);
  const found = (query: string, building: string | null = null) =>
    shownOf(people, { filter: 'all', building, query }).map(({ id }) => id);
  expect(found('person 999')).toEqual(['ist999']);
  expect(found('ist998')).toEqual(['ist998']);
  expect(found('person 999', 'b1')).toEqual([]);
  expect(found('', 'b2')).toHaveLength(333);
});
