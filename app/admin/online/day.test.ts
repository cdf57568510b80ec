import { expect, test } from 'vitest';
import { areaOf, buildingsOfDay, byHour, startOfDay } from './day';

test('[P23] a day has its buildings with their highest counts, and nothing of the day after', () => {
  const from = Date.UTC(2026, 10, 30);
  const counts = (...people: [number, number][]) => {
    const all = Array<number | null>(100).fill(null);
    for (const [at, count] of people) all[at] = count;
    return all;
  };
  const day = {
    from: new Date(from).toISOString(),
    minutes: 15 as const,
    buildings: [
      { id: 'a', name: 'A', people: counts([4, 7], [6, 9], [97, 50]) },
      { id: 'b', name: 'B', people: counts([98, 5]) },
    ],
  };
  const shown = buildingsOfDay(day, from, from + 24 * 3_600_000);
  expect(shown).toMatchObject([{ id: 'a', peak: { people: 9, at: from + 90 * 60_000 } }]);
  expect(shown[0]?.people).toHaveLength(96);
  expect(byHour(shown[0]?.people ?? []).slice(0, 3)).toEqual([null, 9, null]);
});

test('a count is a step from the ground, and a period without one a gap', () => {
  expect(areaOf([5, null, 10], 10, 20)).toBe('M0 20V10.00h1V20zM2 20V0.00h1V20z');
});

test('a day begins at midnight of the device', () => {
  const now = new Date(2026, 10, 30, 13, 5);
  expect(new Date(startOfDay(1, now))).toEqual(new Date(2026, 10, 29));
});
