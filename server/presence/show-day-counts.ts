import type { WireDayCounts } from '@/protocol/place-changes';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';
import { PERIOD_MS, readCounts } from './count-store';

/** The periods of 25 hours: the longest day, when clocks are set back. */
const PERIODS = (25 * 3_600_000) / PERIOD_MS;

/**
 * Returns how many people buildings had in the 25 hours from a time, which is rounded down to a quarter of an hour, in
 * order of the highest count. Buildings without a count are left out. Administrators only.
 */
export async function showDayCounts(
  app: Pick<PresenceContext, 'db' | 'places'>,
  { actor, from }: { actor: Actor; from: string },
): Promise<WireDayCounts> {
  assertAdministrator(actor);
  const start = Math.floor(Date.parse(from) / PERIOD_MS) * PERIOD_MS;
  const rows = await readCounts(app.db, new Date(start), new Date(start + PERIODS * PERIOD_MS));
  const days = new Map<string, (number | null)[]>();
  for (const { at, buildingId, people } of rows) {
    const day = days.get(buildingId) ?? Array<number | null>(PERIODS).fill(null);
    day[(at.getTime() - start) / PERIOD_MS] = people;
    days.set(buildingId, day);
  }
  const highest = (day: (number | null)[]) => Math.max(...day.map((people) => people ?? 0));
  return {
    from: new Date(start).toISOString(),
    minutes: 15,
    buildings: [...days]
      .map(([id, people]) => ({ id, name: app.places.get(id)?.name ?? id, people }))
      .sort((a, b) => highest(b.people) - highest(a.people) || (a.id < b.id ? -1 : 1)),
  };
}
