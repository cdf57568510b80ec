import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellOf } from '@/server/presence/cells';
import { LONG_TESTS } from '@/tests/support/long-tests';
import { audienceOf, type Whereabouts } from './audience';
import { createLeavers, REMEMBERED_MS } from './leavers';

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
const at = { latitude: 38.7368, longitude: -9.1387 };
const area = [
  { id: 'a', ...at, radius: 30 },
  { id: 'b', latitude: null, longitude: null, radius: null },
];
const near = cellOf(at.latitude, at.longitude);
const far = cellOf(38.8, -9.2);

const person = (userId: string, where: Partial<Whereabouts>): Whereabouts => ({
  userId,
  online: true,
  buildingId: null,
  declared: false,
  cell: null,
  ...where,
});
const reasons = (people: Whereabouts[], left = new Map<string, string>(), everyone?: string[]) =>
  Object.fromEntries(
    [...audienceOf({ people, area, left, ...(everyone && { everyone }) })].map(([id, { reason }]) => [
      id,
      reason,
    ]),
  );

test('[H5] each person is told for the first reason that applies', () => {
  const people = [
    person('inside', { buildingId: 'a', cell: near }),
    person('chose', { buildingId: 'b', declared: true }),
    person('outside', { cell: near }),
    person('offline inside', { online: false, buildingId: 'a' }),
    person('far', { cell: far }),
    person('elsewhere', { buildingId: 'c', cell: far }),
    person('went elsewhere', { buildingId: 'c', cell: far }),
    person('somewhere', {}),
    person('gone', { online: false }),
  ];
  const left = new Map([
    ['went elsewhere', 'a'],
    ['signed off', 'b'],
    ['inside', 'b'],
  ]);
  const told = {
    inside: 'inside',
    chose: 'declared',
    outside: 'probably',
    'offline inside': 'inside',
    'went elsewhere': 'left',
    'signed off': 'left',
    somewhere: 'unknown',
  };
  expect(reasons(people, left)).toEqual(told);
  // An extreme alert reaches everybody else, except who is known to be in another building.
  expect(reasons(people, left, ['far', 'elsewhere', 'gone', 'at home', 'inside'])).toEqual({
    ...told,
    far: 'campus',
    gone: 'campus',
    'at home': 'campus',
  });
});

/** A walk: when the person went where; null is outside every building. */
const walk = fc.array(
  fc.record({
    to: fc.constantFrom('a', 'b', 'c', 'd', null),
    after: fc.integer({ min: 1, max: 6 * MINUTE }),
  }),
  { maxLength: 8 },
);

test('[H5] whom an alert reaches equals an oracle, for any walks', () => {
  fc.assert(
    fc.property(
      fc.array(walk, { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 0, max: 12 * MINUTE }),
      (walks, pause) => {
        const leavers = createLeavers();
        const steps = walks.flatMap((moves, n) => {
          let time = 0;
          let from: string | null = null;
          return moves.flatMap(({ to, after }) => {
            time += after;
            const step = { userId: `u${n}`, from, to, time };
            from = to;
            return step.from === to ? [] : step;
          });
        });
        steps.sort((x, y) => x.time - y.time);
        const places = new Map<string, string | null>();
        for (const { userId, from, to, time } of steps) {
          if (from !== null) leavers.left(userId, from, time);
          if (to !== null) leavers.entered(userId, to);
          places.set(userId, to);
        }
        const now = (steps.at(-1)?.time ?? 0) + pause;
        const people = walks.map((_, n) =>
          person(`u${n}`, { buildingId: places.get(`u${n}`) ?? null, cell: far }),
        );
        const ids = new Set(area.map(({ id }) => id));
        const found = reasons(people, leavers.leftWithin(ids, WINDOW, now));
        const expected: Record<string, string> = {};
        for (const { userId, buildingId } of people) {
          const lately = steps.some(
            (step) =>
              step.userId === userId && step.from !== null && ids.has(step.from) && step.time >= now - WINDOW,
          );
          if (buildingId !== null && ids.has(buildingId)) expected[userId] = 'inside';
          else if (lately) expected[userId] = 'left';
        }
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: LONG_TESTS ? 10_000 : 500 },
  );
});

test('[P9] who left is forgotten after 15 minutes', () => {
  const leavers = createLeavers();
  leavers.left('u', 'a', 0);
  expect([...leavers.leftWithin(new Set(['a']), REMEMBERED_MS, REMEMBERED_MS)]).toEqual([['u', 'a']]);
  leavers.forget(REMEMBERED_MS);
  expect([...leavers.leftWithin(new Set(['a']), REMEMBERED_MS, REMEMBERED_MS)]).toHaveLength(1);
  leavers.forget(REMEMBERED_MS + 1);
  expect([...leavers.leftWithin(new Set(['a']), REMEMBERED_MS, REMEMBERED_MS)]).toEqual([]);
});
