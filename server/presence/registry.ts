import type { Movement, WirePerson } from '@/protocol/messages';
import { band } from './band';
import { inReach } from './cells';
import { createSpatialIndex, effectiveRange } from './spatial-index';
import type { PresenceState } from './store';

/** Who is online and where, on all nodes, at the published resolution. */
export interface Registry {
  /** Applies a state unless a newer one is known, and marks the users whose view it changes. */
  apply(state: PresenceState): void;
  /** Replaces everything by the result of `read`: at start, and after an outage of the broker. */
  load(read: () => Promise<PresenceState[]>): Promise<void>;
  stateOf(userId: string): PresenceState | undefined;
  online(): PresenceState[];
  /** Returns the other users online in the user's building whom the user may see there; empty outside. */
  inBuilding(userId: string): PresenceState[];
  /** Returns everyone online in a building. */
  inside(buildingId: string): PresenceState[];
  /**
   * Returns the internal ids of the other users in range (metres; the user's own by default); null while the user does
   * not share a location.
   */
  inRange(userId: string, range?: number): string[] | null;
  /** Returns everyone whom the user may see, in order of name. */
  people(userId: string): WirePerson[];
  /** Marks the user for a snapshot instead of a delta, after a missed event. */
  requestSnapshot(userId: string): void;
  /** Returns what each user with a session here must be sent since the last call; `null`: a snapshot. */
  drainMovements(): Map<string, Movement | null>;
  /** Number of comparisons so far; for tests. */
  readonly examined: number;
}

/** Number of users who left whose last version is remembered: a late event must not bring one of them back. */
const MAX_DEPARTED = 10_000;

/**
 * Creates a registry. It answers from published locations only. A movement is delivered to the users whose view it
 * changes: the members of the building and the result of the reverse query of the index, so the cost depends on who is
 * near [P8].
 */
export function createRegistry(options: {
  buildingName: (buildingId: string) => string | undefined;
  /** Returns whether the user has a session on this node; movements are kept for these users only. */
  isHere: (userId: string) => boolean;
  /** Called when the user's room changed: messages sent around the change are in the log. */
  onRoomChange: (userId: string) => void;
}): Registry {
  const states = new Map<string, PresenceState>();
  const members = new Map<string, Set<string>>();
  const index = createSpatialIndex();
  /** Versions of the users who left, the latest last. */
  const departed = new Map<string, number>();
  /** By observer: the usernames to send, by user id, or 'all'. */
  let dirty = new Map<string, Map<string, string> | 'all'>();
  /** For each load in progress, the users of whom a state was applied since it began to read. */
  const loads = new Set<Set<string>>();

  const findable = (state: PresenceState) => state.online && state.sharing && state.cell !== null;

  /**
   * Returns whether the observer sees the subject as in their building. A user who chose the building by hand is
   * visible to everyone in it; a user located by position only to users who can be located by position too [P14].
   */
  const seesInside = (observer: PresenceState, subject: PresenceState) =>
    observer.buildingId !== null &&
    observer.buildingId === subject.buildingId &&
    (subject.declared || !observer.declared);

  /** Returns whether one of the two has blocked the other: neither sees the other. */
  const isBlocked = (a: PresenceState, b: PresenceState) =>
    a.blocked.includes(b.userId) || b.blocked.includes(a.userId);

  function view(observer: PresenceState, subject: PresenceState | undefined): WirePerson | null {
    if (!subject?.online || observer.userId === subject.userId || isBlocked(observer, subject)) return null;
    const inBuilding = seesInside(observer, subject);
    let near: WirePerson['band'] = null;
    if (observer.sharing && observer.cell && subject.sharing && subject.cell) {
      if (inReach(observer.cell, subject.cell, effectiveRange(observer.range))) {
        near = band({ ...observer, cell: observer.cell }, { ...subject, cell: subject.cell });
      }
    }
    if (!inBuilding && near === null) return null;
    const building = subject.buildingId === null ? null : options.buildingName(subject.buildingId);
    return {
      id: subject.username,
      name: subject.name,
      building: building ? { id: subject.buildingId as string, name: building } : null,
      declared: subject.declared,
      inBuilding,
      band: near,
    };
  }

  function put(old: PresenceState | undefined, state: PresenceState): void {
    states.set(state.userId, state);
    if (findable(state))
      index.set(state.userId, { cell: state.cell as NonNullable<typeof state.cell>, range: state.range });
    else index.remove(state.userId);
    const was = old?.online ? old.buildingId : null;
    const is = state.online ? state.buildingId : null;
    if (was !== is) {
      if (was !== null) {
        members.get(was)?.delete(state.userId);
        if (members.get(was)?.size === 0) members.delete(was);
      }
      if (is !== null) members.set(is, (members.get(is) ?? new Set()).add(state.userId));
    }
    departed.delete(state.userId);
    if (state.online || state.cell || state.buildingId !== null) return;
    states.delete(state.userId);
    departed.set(state.userId, state.version);
    if (departed.size > MAX_DEPARTED) departed.delete(departed.keys().next().value as string);
  }

  const isNews = ({ userId, version }: PresenceState) =>
    version > (states.get(userId)?.version ?? departed.get(userId) ?? -1);

  /** Returns the ids of users to whom the user is, or may be, visible. */
  function observers(state: PresenceState | undefined): string[] {
    if (!state?.online) return [];
    const inside = state.buildingId === null ? [] : [...(members.get(state.buildingId) ?? [])];
    return findable(state)
      ? [...inside, ...index.watchers(state.cell as NonNullable<typeof state.cell>)]
      : inside;
  }

  const mark = (observerId: string, { userId, username }: PresenceState) => {
    const seen = dirty.get(observerId);
    if (seen === 'all') return;
    if (seen) seen.set(userId, username);
    else dirty.set(observerId, new Map([[userId, username]]));
  };

  const sameLocation = (a: PresenceState, b: PresenceState) =>
    a.sharing === b.sharing &&
    a.cell?.row === b.cell?.row &&
    a.cell?.col === b.cell?.col &&
    a.buildingId === b.buildingId &&
    a.declared === b.declared &&
    a.range === b.range &&
    a.end === b.end &&
    a.until === b.until &&
    a.device?.id === b.device?.id &&
    a.blocked.join() === b.blocked.join();

  const nearIds = (state: PresenceState, range: number) =>
    state.sharing && state.cell
      ? index
          .within(state.cell, range)
          .filter((id) => id !== state.userId && !isBlocked(state, states.get(id) as PresenceState))
      : null;

  return {
    apply(state) {
      for (const touched of loads) touched.add(state.userId);
      if (!isNews(state)) return;
      const old = states.get(state.userId);
      const concerned = new Set(observers(old));
      put(old, state);
      for (const id of observers(state)) concerned.add(id);
      concerned.delete(state.userId);
      for (const id of concerned) {
        const observer = states.get(id);
        if (!observer || !options.isHere(id)) continue;
        if (!samePerson(view(observer, old), view(observer, state))) mark(id, old ?? state);
      }
      if (!options.isHere(state.userId)) return;
      // A user who just came online receives everything in the answer to new_client.
      if (old?.online && !sameLocation(old, state)) dirty.set(state.userId, 'all');
      if (old?.room?.id !== state.room?.id) options.onRoomChange(state.userId);
    },
    async load(read) {
      const touched = new Set<string>();
      loads.add(touched);
      try {
        const all = await read();
        const onlineIds = new Set(all.map((state) => state.userId));
        for (const old of [...states.values()]) {
          // A user who came online during the read is not in its result but stays.
          if (onlineIds.has(old.userId) || touched.has(old.userId)) continue;
          put(old, { ...old, online: false, sharing: false, cell: null, buildingId: null, room: null });
        }
        for (const state of all) {
          const old = states.get(state.userId);
          if (isNews(state)) put(old, state);
          if (!options.isHere(state.userId)) continue;
          dirty.set(state.userId, 'all');
          if (old?.room?.id !== states.get(state.userId)?.room?.id) options.onRoomChange(state.userId);
        }
      } finally {
        loads.delete(touched);
      }
    },
    stateOf: (userId) => states.get(userId),
    online: () => [...states.values()].filter((state) => state.online),
    inBuilding(userId) {
      const observer = states.get(userId);
      if (!observer || observer.buildingId === null) return [];
      return this.inside(observer.buildingId).filter(
        (subject) =>
          subject.userId !== userId && seesInside(observer, subject) && !isBlocked(observer, subject),
      );
    },
    inside: (buildingId) => [...(members.get(buildingId) ?? [])].map((id) => states.get(id) as PresenceState),
    inRange(userId, range) {
      const state = states.get(userId);
      return state ? nearIds(state, range ?? state.range) : null;
    },
    people(userId) {
      const observer = states.get(userId);
      if (!observer) return [];
      const ids = new Set([
        ...(observer.buildingId === null ? [] : (members.get(observer.buildingId) ?? [])),
        ...(nearIds(observer, observer.range) ?? []),
      ]);
      return [...ids]
        .map((id) => view(observer, states.get(id)))
        .filter((person) => person !== null)
        .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
    },
    requestSnapshot: (userId) => void dirty.set(userId, 'all'),
    drainMovements() {
      const changed = dirty;
      dirty = new Map();
      return new Map(
        [...changed].map(([observerId, subjects]): [string, Movement | null] => {
          const observer = states.get(observerId);
          if (subjects === 'all' || !observer) return [observerId, null];
          const people: WirePerson[] = [];
          const gone: string[] = [];
          for (const [subjectId, username] of subjects) {
            const seen = view(observer, states.get(subjectId));
            if (seen) people.push(seen);
            else gone.push(username);
          }
          return [observerId, { kind: 'delta', people, gone }];
        }),
      );
    },
    get examined() {
      return index.examined;
    },
  };
}

function samePerson(a: WirePerson | null, b: WirePerson | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.building?.id === b.building?.id &&
    a.building?.name === b.building?.name &&
    a.declared === b.declared &&
    a.inBuilding === b.inBuilding &&
    a.band === b.band &&
    a.name === b.name
  );
}
