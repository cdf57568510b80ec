import type { WireBuildingCount } from '@/protocol/places';
import type { Registry } from './registry';

/** Fewer people than this in a building are not counted for others: a small count could reveal one person. */
const LEAST_COUNT = 5;
/** Milliseconds after the last message of a person for which a room counts as talking. */
const TALK_MS = 10 * 60_000;

/** How many people each building has, as of the last epoch: the same for everyone who asks during an epoch. */
export interface BuildingCounts {
  /** Counts again if an epoch has begun since the last count, and returns whether it did. Called every second. */
  update(): boolean;
  /** Notes a message of a person in a building's room. */
  noteTalk(buildingId: string): void;
  /** Returns the buildings with five people or more, in order of id, and when they were counted (milliseconds). */
  read(): { at: number; buildings: WireBuildingCount[] };
  /** Returns the number of people in a building; null below five. */
  peopleIn(buildingId: string): number | null;
}

/**
 * Creates the counts. Every node counts the presence that it knows at the beginning of an epoch, when the changes of
 * cell are published, too.
 */
export function createBuildingCounts(options: {
  registry: Pick<Registry, 'online'>;
  /** Milliseconds; 0 counts at every update. */
  epochMs: number;
  now?: () => number;
}): BuildingCounts {
  const now = options.now ?? Date.now;
  const talks = new Map<string, number>();
  let epoch = -1;
  let at = 0;
  let counts = new Map<string, number>();
  let buildings: WireBuildingCount[] = [];

  function count(): void {
    at = now();
    // People who are located are hidden from those who chose the building, so fewer than five of them do not count:
    // four people who choose a building would learn from the count that a fifth is there.
    const chosen = new Map<string, number>();
    const located = new Map<string, number>();
    for (const { buildingId, declared } of options.registry.online()) {
      const people = declared ? chosen : located;
      if (buildingId !== null) people.set(buildingId, (people.get(buildingId) ?? 0) + 1);
    }
    const all = new Map(chosen);
    for (const [id, people] of located) if (people >= LEAST_COUNT) all.set(id, (all.get(id) ?? 0) + people);
    counts = new Map([...all].filter(([, people]) => people >= LEAST_COUNT).sort());
    for (const [id, last] of talks) if (at - last > TALK_MS) talks.delete(id);
    buildings = [...counts].map(([id, people]) => ({ id, people, talking: talks.has(id) }));
  }

  return {
    update() {
      const current = options.epochMs > 0 ? Math.floor(now() / options.epochMs) : epoch + 1;
      if (current === epoch) return false;
      epoch = current;
      count();
      return true;
    },
    noteTalk: (buildingId) => void talks.set(buildingId, now()),
    read: () => ({ at, buildings }),
    peopleIn: (buildingId) => counts.get(buildingId) ?? null,
  };
}
