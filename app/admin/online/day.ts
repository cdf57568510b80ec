import type { WireDayCounts } from '@/protocol/place-changes';

/** The length of a period in milliseconds. */
export const PERIOD_MS = 15 * 60_000;

/** Returns the start of a day by the device's clock, so many days before today, in milliseconds since 1970. */
export function startOfDay(daysAgo: number, now = new Date()): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime();
}

/** A building over a day: the highest count of each period, null below five, and the highest of all. */
export interface BuildingDay {
  id: string;
  name: string;
  people: (number | null)[];
  peak: { people: number; at: number };
}

/** Returns the buildings of a day, which may have 23 or 25 hours; those without a count in it are left out. */
export function buildingsOfDay({ buildings }: WireDayCounts, from: number, until: number): BuildingDay[] {
  const periods = Math.round((until - from) / PERIOD_MS);
  return buildings.flatMap(({ id, name, people: all }) => {
    const people = all.slice(0, periods);
    const highest = Math.max(...people.map((count) => count ?? 0));
    if (highest === 0) return [];
    const at = from + people.indexOf(highest) * PERIOD_MS;
    return [{ id, name, people, peak: { people: highest, at } }];
  });
}

/** Returns the highest count of each hour. */
export function byHour(people: readonly (number | null)[]): (number | null)[] {
  const hours: (number | null)[] = [];
  for (let at = 0; at < people.length; at += 4) {
    const highest = Math.max(...people.slice(at, at + 4).map((count) => count ?? 0));
    hours.push(highest === 0 ? null : highest);
  }
  return hours;
}

/**
 * Returns the path of an area in a box of one unit a period and `height`: a step for each count, from the ground. `most`
 * reaches the top.
 */
export function areaOf(people: readonly (number | null)[], most: number, height: number): string {
  return people
    .map((count, at) => {
      if (count === null) return '';
      const top = height - (count / most) * height;
      return `M${at} ${height}V${top.toFixed(2)}h1V${height}z`;
    })
    .join('');
}
