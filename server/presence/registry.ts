import type { Movement, WirePerson } from '@/protocol/messages';
import { sameCell } from './cells';
import { HandleMap } from './handle-map';
import { PendingMovements } from './pending-movements';
import { hasLeft, INSIDE, PresenceTable, rangeIn, type Sight } from './presence-table';
import { coveredChord, NO_RANGE, Proximity } from './spatial-index';
import type { PresenceState } from './store';

/** Who is online and where, on all nodes, at the published resolution. */
export interface Registry {
  /** Applies a state unless a newer one is known, and marks the users whose view it changes. */
  apply(state: PresenceState): void;
  /** Replaces everything by the result of `read`: at start, and after an outage of the broker. */
  load(read: () => Promise<PresenceState[]>): Promise<void>;
  stateOf(userId: string): PresenceState | undefined;
  online(): PresenceState[];
  /** Returns every known presence, also of users who are offline and whose location is still known. */
  known(): PresenceState[];
  /** Returns the other users online in the user's building whom the user may see there; empty outside. */
  visibleInBuilding(userId: string): PresenceState[];
  /** Returns everyone online in a building. */
  everyoneInBuilding(buildingId: string): PresenceState[];
  /**
   * Returns the internal ids of the other users in range (metres, or 0: in the building; the user's own by default); null
   * while the user does not share a location.
   */
  inRange(userId: string, range?: number): string[] | null;
  /** Returns everyone whom the user may see, in order of name. */
  people(userId: string): WirePerson[];
  /** Returns another user as the user sees them now; null when they do not see them. */
  seenBy(userId: string, otherId: string): WirePerson | null;
  /** Returns how the other users who see the user now see them: each view once, the nearest first, with their number. */
  viewsOf(userId: string): { as: WirePerson; people: number }[];
  /** Marks the user for a snapshot instead of a delta, after a missed event. */
  requestSnapshot(userId: string): void;
  /**
   * Returns what each user with a session here must be sent since the last call; `null`: a snapshot. Users who are told
   * the same share one movement, and usually follow one another.
   */
  drainMovements(): [userId: string, movement: Movement | null][];
  /** The number of users whom queries have compared so far; for tests. */
  readonly examined: number;
}

/** Number of users who left whose last version is remembered: a late event must not bring one of them back. */
const MAX_DEPARTED = 10_000;

const NO_DELTA = -1;

type Delta = Extract<Movement, { kind: 'delta' }>;

const BANDS = {
  [Proximity.OUT]: null,
  [Proximity.IN_RANGE]: 'in range',
  [Proximity.NEAR]: 'near',
  [Proximity.HERE]: 'here',
} as const;

/**
 * Creates a registry. It answers from published locations only. A movement is delivered to the users whose view it
 * changes: of the members of the building and of the result of the reverse query of the index, so the cost depends on
 * who is near [P8]. What they are sent is computed when it is sent.
 */
export function createRegistry(options: {
  buildingName: (buildingId: string) => string | undefined;
  /** Returns whether the user has a session on this node; only these users are sent movements. */
  isHere: (userId: string) => boolean;
  /** Called when the user's room changed: messages sent around the change are in the log. */
  onRoomChange: (userId: string) => void;
  /** Called with each state that is new, and the one before. */
  onChange?: (old: PresenceState | undefined, state: PresenceState) => void;
}): Registry {
  const table = new PresenceTable();
  /** Versions of the users who left, the latest last. */
  const departed = new Map<string, number>();
  const pending = new PendingMovements();
  /** The users who are sent a snapshot next, by handle; and others by id, who perhaps have no handle. */
  const snapshots: number[] = [];
  const otherSnapshots = new Set<string>();
  /** By handle: the username that observers know, if it changed since the last movements. */
  const formerNames = new Map<number, string>();
  /** Observers who changed without a snapshot: how they see the marked users is computed again. */
  const outdated = new Set<number>();
  let reloaded = false;
  /** By observer: the index of the observer's movement among those that are sent next; `NO_DELTA`: it is not a delta. */
  const indexes = new HandleMap<number>();
  /** For each load in progress, the users of whom a state was applied since it began to read. */
  const loads = new Set<Set<string>>();

  function present({ username, name, buildingId, declared }: PresenceState, sight: Sight): WirePerson {
    const building = buildingId === null ? undefined : options.buildingName(buildingId);
    return {
      id: username,
      name,
      building: building && buildingId !== null ? { id: buildingId, name: building } : null,
      declared,
      inBuilding: sight >= INSIDE,
      band: BANDS[(sight % INSIDE) as Proximity],
    };
  }

  const isNewer = (old: PresenceState | undefined, { userId, version }: PresenceState) =>
    version > (old?.version ?? departed.get(userId) ?? -1);

  /** Notes the version of a user who left, and forgets it when the user is back. */
  function noteLeft(old: PresenceState | undefined, state: PresenceState): void {
    if (!old) departed.delete(state.userId);
    if (!hasLeft(state)) return;
    departed.set(state.userId, state.version);
    if (departed.size > MAX_DEPARTED) departed.delete(departed.keys().next().value as string);
  }

  /** Stores a state, marks the users whose view of its user changes, and returns the user's handle. */
  function change(handle: number, old: PresenceState | undefined, state: PresenceState): number {
    const was = old?.online ? table.viewerAt(handle) : null;
    const viewer = table.viewerIn(state);
    const is = state.online ? viewer : null;
    const self = table.put(state, handle, viewer);
    const from = was?.spot ?? null;
    const to = is?.spot ?? null;
    const moved = from && to ? !sameCellOrNone(old, state) : from !== to;
    const looksNew =
      was?.building !== is?.building ||
      was?.declared !== is?.declared ||
      old?.name !== state.name ||
      old.username !== state.username;
    pending.begin(self);
    const consider = (observer: number, nearBefore: Proximity, nearAfter: Proximity) => {
      if (observer === self) return;
      const before = was ? table.sightOf(was, observer, nearBefore) : 0;
      const after = is ? table.sightOf(is, observer, nearAfter) : 0;
      if (before !== after || (looksNew && after !== 0)) pending.add(observer, after);
    };
    const considerAll = (observers: readonly number[]) => {
      for (const observer of observers) {
        consider(observer, table.proximity(observer, from), table.proximity(observer, to));
      }
    };
    if (looksNew || moved) {
      const { count, handles, before, after } = table.watchers(from, to, looksNew);
      for (let n = 0; n < count; n++) {
        consider(handles[n] as number, before[n] as Proximity, after[n] as Proximity);
      }
    }
    if (looksNew) {
      if (was) considerAll(table.members(was.building));
      if (is && is.building !== was?.building) considerAll(table.members(is.building));
    }
    if (!old || !sameBlocked(old, state)) {
      considerAll(table.online([...(old?.blocked ?? []), ...state.blocked]));
    }
    if (old && old.username !== state.username && !formerNames.has(self)) formerNames.set(self, old.username);
    return self;
  }

  function addSnapshot(handle: number): void {
    if (indexes.get(handle) === undefined) {
      indexes.add(handle, NO_DELTA);
      snapshots.push(handle);
    }
  }

  /** Returns how the observer sees the subject now. */
  function sightNow(observer: number, subject: number): Sight {
    if (!table.at(subject).online) return 0;
    const viewer = table.viewerAt(subject);
    return table.sightOf(viewer, observer, table.proximity(observer, viewer.spot));
  }

  return {
    apply(state) {
      for (const touched of loads) touched.add(state.userId);
      const { userId } = state;
      const handle = table.handleOf(userId);
      const old = table.get(userId, handle);
      if (!isNewer(old, state)) return;
      noteLeft(old, state);
      const self = change(handle, old, state);
      const isHere = options.isHere(userId);
      const same = old !== undefined && sameLocation(old, state);
      // A user who just came online receives everything in the answer to new_client.
      if (isHere && old?.online && !same) addSnapshot(self);
      else if (!same || old.online !== state.online) outdated.add(self);
      if (isHere && old?.room?.id !== state.room?.id) options.onRoomChange(userId);
      options.onChange?.(old, state);
    },
    async load(read) {
      const touched = new Set<string>();
      loads.add(touched);
      try {
        const all = await read();
        reloaded = true;
        const onlineIds = new Set(all.map((state) => state.userId));
        for (const old of table.all()) {
          // A user who came online during the read is not in its result but stays.
          if (onlineIds.has(old.userId) || touched.has(old.userId)) continue;
          const gone = { ...old, online: false, sharing: false, cell: null, buildingId: null, room: null };
          noteLeft(old, gone);
          table.put(gone);
          options.onChange?.(old, gone);
        }
        for (const state of all) {
          const old = table.get(state.userId);
          if (isNewer(old, state)) {
            noteLeft(old, state);
            table.put(state);
            options.onChange?.(old, state);
          }
          if (!options.isHere(state.userId)) continue;
          otherSnapshots.add(state.userId);
          if (old?.room?.id !== table.get(state.userId)?.room?.id) options.onRoomChange(state.userId);
        }
      } finally {
        loads.delete(touched);
      }
    },
    stateOf: (userId) => table.get(userId),
    known: () => table.all(),
    online: () => table.all().filter((state) => state.online),
    visibleInBuilding(userId) {
      const state = table.get(userId);
      if (!state) return [];
      const observer = table.viewerIn(state);
      return table
        .members(observer.building)
        .filter((member) => table.sightBy(observer, member, Proximity.OUT) >= INSIDE)
        .map((member) => table.at(member))
        .filter((subject) => subject.userId !== userId);
    },
    everyoneInBuilding: (buildingId) => table.inside(buildingId),
    inRange(userId, range) {
      const state = table.get(userId);
      if (!state?.sharing || !state.cell) return null;
      const observer = table.viewerIn(state);
      const metres = rangeIn({ ...state, range: range ?? state.range });
      const found =
        metres === NO_RANGE
          ? table.members(observer.building).filter((member) => table.viewerAt(member).spot !== null)
          : table.within(observer, metres);
      return found
        .filter((subject) => !table.isBlocked(observer, subject))
        .map((subject) => table.at(subject).userId)
        .filter((id) => id !== userId);
    },
    people(userId) {
      const state = table.get(userId);
      if (!state) return [];
      const observer = table.viewerIn(state);
      const subjects = new Set([
        ...table.members(observer.building),
        ...table.within(observer, rangeIn(state)),
      ]);
      subjects.delete(table.handleOf(userId));
      const covered = coveredChord(rangeIn(state));
      const people: WirePerson[] = [];
      for (const subject of subjects) {
        const near = table.proximity(subject, observer.spot, covered);
        const sight = table.sightBy(observer, subject, near);
        if (sight !== 0) people.push(present(table.at(subject), sight));
      }
      return people.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
    },
    seenBy(userId, otherId) {
      const state = table.get(userId);
      const subject = table.handleOf(otherId);
      if (!state || subject < 0 || userId === otherId || !table.at(subject).online) return null;
      const observer = table.viewerIn(state);
      const near = table.proximity(subject, observer.spot, coveredChord(rangeIn(state)));
      const sight = table.sightBy(observer, subject, near);
      return sight === 0 ? null : present(table.at(subject), sight);
    },
    viewsOf(userId) {
      const subject = table.handleOf(userId);
      if (subject < 0 || !table.at(subject).online) return [];
      const { building, spot } = table.viewerAt(subject);
      const { count, handles } = table.watchers(null, spot, true);
      const observers = new Set([...table.members(building), ...handles.slice(0, count)]);
      observers.delete(subject);
      const people = new Map<Sight, number>();
      for (const observer of observers) {
        const sight = sightNow(observer, subject);
        if (sight !== 0) people.set(sight, (people.get(sight) ?? 0) + 1);
      }
      return [...people]
        .sort(([a], [b]) => b - a)
        .map(([sight, number]) => ({ as: present(table.at(subject), sight), people: number }));
    },
    requestSnapshot: (userId) => void otherSnapshots.add(userId),
    drainMovements() {
      const movements: [userId: string, movement: Movement | null][] = [];
      for (const userId of otherSnapshots) {
        const handle = table.handleOf(userId);
        if (handle < 0) movements.push([userId, null]);
        else addSnapshot(handle);
      }
      for (const handle of snapshots) movements.push([table.idAt(handle), null]);
      /** By index: the delta of the observer alone; undefined: all who see this subject alike share it. */
      const own: (Delta | undefined)[] = [];
      const add = (observer: number, delta: Delta) => {
        const userId = table.idAt(observer);
        const isHere = options.isHere(userId);
        indexes.add(observer, isHere ? movements.length : NO_DELTA);
        if (isHere) movements.push([userId, delta]);
      };
      /** Adds another subject to a delta. */
      const extend = (index: number, { people, gone }: Delta) => {
        const movement = movements[index] as [string, Delta];
        own[index] ??= { kind: 'delta', people: [...movement[1].people], gone: [...movement[1].gone] };
        own[index].people.push(...people);
        own[index].gone.push(...gone);
        movement[1] = own[index];
      };
      const hasOutdated = reloaded || outdated.size > 0;
      let subject = 0;
      /** The username that observers know, if it changed. */
      let former: string | undefined;
      /** By sight: the delta of observers who are told of the subject alone. */
      let deltas: (Delta | undefined)[] = [];
      const begin = (handle: number) => {
        subject = handle;
        former = formerNames.get(handle);
        deltas = [];
      };
      const tell = (observer: number, marked: Sight) => {
        const index = indexes.get(observer);
        if (index === NO_DELTA) return;
        const isOutdated = hasOutdated && (reloaded || outdated.has(observer));
        const sight = isOutdated ? sightNow(observer, subject) : marked;
        deltas[sight] ??= {
          kind: 'delta',
          people: sight === 0 ? [] : [present(table.at(subject), sight)],
          gone: sight === 0 || former !== undefined ? [former ?? table.at(subject).username] : [],
        };
        if (index === undefined) add(observer, deltas[sight]);
        else extend(index, deltas[sight]);
      };
      pending.drain(begin, tell);
      indexes.clear();
      reloaded = false;
      snapshots.length = 0;
      otherSnapshots.clear();
      formerNames.clear();
      outdated.clear();
      table.recycle();
      return movements;
    },
    get examined() {
      return table.examined;
    },
  };
}

/** Returns whether a user's own location is the same, as the user is shown it. */
function sameLocation(a: PresenceState, b: PresenceState): boolean {
  return (
    sameCellOrNone(a, b) &&
    a.sharing === b.sharing &&
    a.buildingId === b.buildingId &&
    a.declared === b.declared &&
    a.range === b.range &&
    a.end === b.end &&
    a.until === b.until &&
    a.device?.id === b.device?.id &&
    sameBlocked(a, b)
  );
}

const sameCellOrNone = (old: PresenceState | undefined, { cell }: PresenceState) =>
  old?.cell && cell ? sameCell(old.cell, cell) : old?.cell === cell;

/** Returns whether the two states block the same users. */
const sameBlocked = ({ blocked: a }: PresenceState, { blocked: b }: PresenceState) =>
  a.length === b.length && a.every((id, n) => id === b[n]);
