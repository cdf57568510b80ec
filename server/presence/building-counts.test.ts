import { expect, test } from 'vitest';
import { createBuildingCounts } from './building-counts';
import type { PresenceState } from './store';

function world() {
  let time = 0;
  let people: string[] = [];
  let declared = 0;
  const registry = {
    online: () =>
      people.map(
        (buildingId, n) => ({ buildingId: buildingId || null, declared: n < declared }) as PresenceState,
      ),
  };
  const counts = createBuildingCounts({ registry, epochMs: 60_000, now: () => time });
  return {
    counts,
    /** Lets the first `number` of all people have chosen their building. */
    declare: (number: number) => {
      declared = number;
    },
    /** Puts people into buildings, and lets time pass until `at` (seconds). */
    at(seconds: number, here: Record<string, number>) {
      people = Object.entries(here).flatMap(([id, number]) => Array<string>(number).fill(id));
      time = seconds * 1_000;
      counts.update();
      return counts.read().buildings.map(({ id, people: number }) => [id, number]);
    },
  };
}

test('[P21] buildings are counted at an epoch, from five people up, and equally for all until the next', () => {
  const { counts, at } = world();
  expect(at(1, { civil: 5, library: 4, '': 9 })).toEqual([['civil', 5]]);
  expect(at(59, { civil: 4, library: 8 })).toEqual([['civil', 5]]);
  expect(counts.peopleIn('civil')).toBe(5);
  expect(at(60, { civil: 4, library: 8 })).toEqual([['library', 8]]);
  expect([counts.peopleIn('civil'), counts.peopleIn('library')]).toEqual([null, 8]);
  expect(counts.read().at).toBe(60_000);
});

test('[P21][P14] four people who chose a building do not learn whether a fifth is located there', () => {
  const { declare, at } = world();
  declare(4);
  expect(at(0, { civil: 5 })).toEqual([]);
  expect(at(60, { civil: 9 })).toEqual([['civil', 9]]);
  declare(5);
  expect(at(120, { civil: 9 })).toEqual([['civil', 5]]);
});

test('[P21] a room shows that people talk there only from five people up, and for ten minutes', () => {
  const { counts, at } = world();
  counts.noteTalk('civil');
  counts.noteTalk('library');
  const talking = () => counts.read().buildings.map(({ id, talking }) => [id, talking]);
  at(0, { civil: 5, library: 4, museum: 6 });
  expect(talking()).toEqual([
    ['civil', true],
    ['museum', false],
  ]);
  at(601, { civil: 5, library: 6 });
  expect(talking()).toEqual([
    ['civil', false],
    ['library', false],
  ]);
});
