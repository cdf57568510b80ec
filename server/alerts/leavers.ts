/** Who left which building lately, in memory only: no log, no table, no queue has it. */
export interface Leavers {
  /** Notes that a user left a building, at a time in milliseconds. */
  left(userId: string, buildingId: string, at: number): void;
  /** Forgets that the user left the building: the user is back. */
  entered(userId: string, buildingId: string): void;
  /** Returns the users who left one of the buildings within `ms` before `now`, with the building that they left last. */
  leftWithin(buildingIds: ReadonlySet<string>, ms: number, now: number): Map<string, string>;
  /** Forgets who left too long ago; called regularly. */
  forget(now: number): void;
}

/** The longest time for which a departure is remembered. */
export const REMEMBERED_MS = 15 * 60_000;

export function createLeavers(): Leavers {
  /** By building: when each user left it, the earliest first. */
  const buildings = new Map<string, Map<string, number>>();

  return {
    left(userId, buildingId, at) {
      const departures = buildings.get(buildingId) ?? new Map<string, number>();
      buildings.set(buildingId, departures);
      departures.delete(userId);
      departures.set(userId, at);
    },
    entered: (userId, buildingId) => void buildings.get(buildingId)?.delete(userId),
    leftWithin(buildingIds, ms, now) {
      const found = new Map<string, { buildingId: string; at: number }>();
      for (const buildingId of buildingIds) {
        const departures = buildings.get(buildingId);
        for (const [userId, at] of departures ?? [])
          if (at >= now - Math.min(ms, REMEMBERED_MS) && at >= (found.get(userId)?.at ?? 0))
            found.set(userId, { buildingId, at });
      }
      return new Map([...found].map(([userId, { buildingId }]) => [userId, buildingId]));
    },
    forget(now) {
      for (const [buildingId, departures] of buildings) {
        for (const [userId, at] of departures) {
          if (at >= now - REMEMBERED_MS) break;
          departures.delete(userId);
        }
        if (departures.size === 0) buildings.delete(buildingId);
      }
    },
  };
}
