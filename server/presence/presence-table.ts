import type { Spot } from './bucket-grid';
import { HandleLists, withRoom } from './handle-lists';
import { NO_RANGE, Proximity, SpatialIndex, spotOf, type Watchers } from './spatial-index';
import type { PresenceState } from './store';

/** What decides who sees a user, and whom the user sees. */
export interface Viewer {
  userId: string;
  /** The number of the building, or -1. */
  building: number;
  declared: boolean;
  /** The users whom this user has blocked; null: none. */
  blocked: ReadonlySet<string> | null;
  /** The centre of the shared cell; null without one. */
  spot: Spot | null;
}

/**
 * How an observer sees a subject, as a small integer: the proximity, plus `INSIDE` if they see the subject as in their
 * building. 0: they do not see the subject.
 */
export type Sight = number;
export const INSIDE = 4;

const NONE = -1;

const DECLARED = 1;
const BLOCKS = 2;
const SHIFT = 2;

/**
 * The presence of all users, and who sees whom by it. Users are handles (small integers), and what is compared for each
 * candidate is in arrays by handle.
 */
export class PresenceTable {
  readonly #handles = new Map<string, number>();
  readonly #free: number[] = [];
  /** Handles of users who left since the last `recycle`; some may be back. */
  #leavers: number[] = [];
  readonly #index = new SpatialIndex();
  // By handle.
  readonly #states: PresenceState[] = [];
  readonly #ids: string[] = [];
  /** The number of the building, or -1, shifted by `SHIFT`; whether it was declared; whether the user blocks others. */
  #traits = new Int32Array(64).fill(NONE);
  readonly #blocked: (ReadonlySet<string> | null)[] = [];
  readonly #buildingNumbers = new Map<string, number>();
  /** By building: who is online there. */
  readonly #members = new HandleLists();

  /** The number of users whom queries have compared so far; for tests. */
  get examined(): number {
    return this.#index.examined;
  }

  /** Returns the handle of a user, or -1. A user who left keeps the handle until `recycle`. */
  handleOf(userId: string): number {
    return this.#handles.get(userId) ?? NONE;
  }

  /** Returns the handles of those users who are online. */
  online(userIds: string[]): number[] {
    return userIds
      .map((id) => this.handleOf(id))
      .filter((handle) => handle !== NONE && this.at(handle).online);
  }

  /** Returns the last state of a handle. */
  at(handle: number): PresenceState {
    return this.#states[handle] as PresenceState;
  }

  /** Returns the state of a user; undefined for users who are offline and nowhere. */
  get(userId: string, handle = this.handleOf(userId)): PresenceState | undefined {
    if (handle === NONE) return undefined;
    const state = this.at(handle);
    return hasLeft(state) ? undefined : state;
  }

  /** Returns all states in the order in which the users were added. */
  all(): PresenceState[] {
    return Array.from(this.#handles.values(), (handle) => this.at(handle)).filter((state) => !hasLeft(state));
  }

  /** Stores a state and returns the handle of its user. `viewer` is `viewerIn(state)`. */
  put(state: PresenceState, handle = this.handleOf(state.userId), viewer = this.viewerIn(state)): number {
    if (handle === NONE) return this.put(state, this.#add(state.userId), viewer);
    const { online } = state;
    this.#states[handle] = state;
    if (
      viewer.blocked ||
      this.#blocked.length <= handle ||
      ((this.#traits[handle] as number) & BLOCKS) !== 0
    ) {
      this.#blocked[handle] = viewer.blocked;
    }
    this.#traits[handle] =
      (viewer.building << SHIFT) | (viewer.declared ? DECLARED : 0) | (viewer.blocked ? BLOCKS : 0);
    if (online && viewer.spot) this.#index.set(handle, viewer.spot, rangeIn(state));
    else this.#index.remove(handle);
    const building = online ? viewer.building : NONE;
    if (building === NONE) this.#members.remove(handle);
    else if (building !== this.#members.listOf(handle)) this.#members.put(handle, building);
    if (hasLeft(state)) this.#leavers.push(handle);
    return handle;
  }

  /** Makes the handles of the users who left available to others. */
  recycle(): void {
    for (const handle of new Set(this.#leavers)) {
      if (!hasLeft(this.at(handle))) continue;
      this.#free.push(handle);
      this.#handles.delete(this.at(handle).userId);
    }
    this.#leavers = [];
  }

  #add(userId: string): number {
    const handle = this.#free.pop() ?? this.#states.length;
    this.#handles.set(userId, handle);
    this.#ids[handle] = userId;
    this.#traits = withRoom(this.#traits, handle, NONE);
    return handle;
  }

  /** Returns the id of the user of a handle. */
  idAt(handle: number): string {
    return this.#ids[handle] as string;
  }

  /** Returns what decides who sees a user in a state, which need not be the stored one. */
  viewerIn({ userId, buildingId, declared, blocked, sharing, cell }: PresenceState): Viewer {
    return {
      userId,
      building: buildingId === null ? NONE : this.#numberOf(buildingId),
      declared,
      blocked: blocked.length > 0 ? new Set(blocked) : null,
      spot: sharing && cell ? spotOf(cell) : null,
    };
  }

  /** Returns what decides who sees a user who is online, by the stored state. */
  viewerAt(handle: number): Viewer {
    const traits = this.#traits[handle] as number;
    return {
      userId: this.idAt(handle),
      building: traits >> SHIFT,
      declared: (traits & DECLARED) !== 0,
      blocked: (traits & BLOCKS) !== 0 ? (this.#blocked[handle] ?? null) : null,
      spot: this.#index.spotOf(handle),
    };
  }

  /** Returns everyone online in a building, in arbitrary order. */
  inside(buildingId: string): PresenceState[] {
    return this.members(this.#buildingNumbers.get(buildingId) ?? NONE).map((handle) => this.at(handle));
  }

  /** Returns the handles of everyone online in a building (`Viewer.building`), in arbitrary order. */
  members(building: number): readonly number[] {
    return building === NONE ? [] : this.#members.of(building);
  }

  /** Returns the handles of users in range of a viewer (metres), in arbitrary order. */
  within({ spot }: Viewer, range: number): readonly number[] {
    return spot ? this.#index.within(spot, range) : [];
  }

  /** Returns the users for whom the proximity of something that moves changes (`SpatialIndex.watchers`). */
  watchers(from: Spot | null, to: Spot | null, all: boolean): Watchers {
    return this.#index.watchers(from, to, all);
  }

  /** Returns how near a user is to a spot, by the user's range or by another (`SpatialIndex.proximity`). */
  proximity(handle: number, spot: Spot | null, covered?: number): Proximity {
    return spot ? this.#index.proximity(handle, spot, covered) : Proximity.OUT;
  }

  /** Returns whether one of two users has blocked the other: neither sees the other. */
  isBlocked({ userId, blocked }: Viewer, other: number): boolean {
    if (((this.#traits[other] as number) & BLOCKS) !== 0 && this.#blocked[other]?.has(userId)) return true;
    return blocked?.has(this.idAt(other)) ?? false;
  }

  /** Returns how a user, who is online, sees a subject, by their proximity. */
  sightOf(subject: Viewer, observer: number, near: Proximity): Sight {
    if (this.isBlocked(subject, observer)) return 0;
    const traits = this.#traits[observer] as number;
    if (subject.building === NONE || subject.building !== traits >> SHIFT) return near;
    return sightInside(near, (traits & DECLARED) !== 0, subject.declared);
  }

  /** Returns how an observer, who may be offline, sees a user who is online, by their proximity. */
  sightBy(observer: Viewer, subject: number, near: Proximity): Sight {
    if (this.isBlocked(observer, subject)) return 0;
    const traits = this.#traits[subject] as number;
    if (observer.building === NONE || observer.building !== traits >> SHIFT) return near;
    return sightInside(near, observer.declared, (traits & DECLARED) !== 0);
  }

  #numberOf(buildingId: string): number {
    const known = this.#buildingNumbers.get(buildingId);
    if (known !== undefined) return known;
    const number = this.#buildingNumbers.size;
    this.#buildingNumbers.set(buildingId, number);
    return number;
  }
}

/**
 * Returns how an observer sees a subject in the same building. A user who chose the building by hand is visible to
 * everyone in it; a user located by position only to users who can be located by position too [P14].
 */
function sightInside(near: Proximity, observerDeclared: boolean, subjectDeclared: boolean): Sight {
  const band = near === Proximity.OUT ? Proximity.OUT : Proximity.HERE;
  return subjectDeclared || !observerDeclared ? band + INSIDE : band;
}

/**
 * Returns the distance (metres) within which a user finds others. A range of 0 means the building: in one, nobody is found
 * by distance [P4].
 */
export function rangeIn({ range, buildingId }: PresenceState): number {
  return range === 0 && buildingId !== null ? NO_RANGE : range;
}

/** Returns whether a user is offline and nowhere, so that nothing but the version is known of the user. */
export function hasLeft({ online, cell, buildingId }: PresenceState): boolean {
  return !online && !cell && buildingId === null;
}
