import type { Db } from '@/db/client';
import type { AlertReason } from '@/protocol/alert-kinds';
import type { WireAlert, WireArea } from '@/protocol/alerts';
import type { Places } from '@/server/places/places';
import type { PresenceState } from '@/server/presence/store';
import { type AreaBuilding, audienceOf, type Reasoned } from './audience';
import { createLeavers } from './leavers';
import { findAlert, readRevisions } from './store/alerts';
import { insertReceipts, type Receipt } from './store/receipts';
import { insertTargets, readTold, settleTargets, type Told } from './store/targets';

/** An alert, or a later revision of one, with everyone who was ever told of it: what every node receives. */
export interface AlertEvent {
  alert: WireAlert;
  told: Told;
}

/** What the board needs of the transport: the sessions of this node. */
export interface AlertSockets {
  /** Sends an alert to all sessions of these users, before anything that waits. Returns whose device was sent it. */
  send(
    userIds: ReadonlySet<string>,
    alert: WireAlert,
    reason: AlertReason,
  ): { userId: string; device: string }[];
  /** Tells officers that what the console shows has changed. */
  refreshConsole(userIds: ReadonlySet<string>): void;
  has(userId: string): boolean;
}

/** The alerts of the last day as this node knows them, and whom it tells. */
export interface AlertBoard {
  /** Delivers a revision to this node's sessions, unless it or a later one was delivered; then to who has entered. */
  apply(event: AlertEvent): void;
  /** Notes a movement of a user, and tells the user of the alerts of the building that they are in now. */
  moved(old: PresenceState | undefined, state: PresenceState): void;
  /** Returns whom a live alert concerns now. `everyone`: all users, of an extreme alert. */
  audienceOf(area: WireArea, everyone?: readonly string[]): Map<string, Reasoned>;
  /** Returns the alerts that are known, newest revision each. */
  known(): WireAlert[];
  /** Returns the alerts of which this node knows that the user was told; the building: of who has entered. */
  toldTo(userId: string): ({ alert: WireAlert } & Reasoned)[];
  /** Returns whether a revision is the newest that this node knows of its alert. */
  isNewest(alertId: string, revision: number): boolean;
  /** Notes receipts, which `flush` stores. */
  note(receipts: readonly Receipt[]): void;
  /** Stores who entered and what was received since the last call; what fails is stored by a later call. */
  flush(): Promise<void>;
  /** Forgets who left long ago, and reads what this node has missed: after a start, an outage of the broker, or the death of another node. */
  refresh(): Promise<void>;
}

/** How long an alert is known after its last change, in hours: a session that begins meanwhile learns that it ended. */
export const KNOWN_HOURS = 24;
/** Who left a building so long ago is told, in milliseconds. */
const LEFT_WITHIN_MS = 10 * 60_000;
/** The reasons for which people are told without a building. */
const WITHOUT_BUILDING: ReadonlySet<AlertReason> = new Set(['probably', 'unknown', 'campus']);
/** The maximum number of receipts that one transaction stores, and that wait while the database is down. */
const MAX_BATCH = 5_000;
const MAX_WAITING = 200_000;

interface Known {
  alert: WireAlert;
  /** Everyone who was told, as far as this node knows, with the reason. */
  told: Map<string, Reasoned>;
  /** The buildings of the area. */
  buildings: ReadonlySet<string>;
}

/** Creates an empty board. */
export function createAlertBoard({
  db,
  places,
  sockets,
  presences,
  now = Date.now,
}: {
  db: Db;
  places: Pick<Places, 'get' | 'buildings'>;
  sockets: AlertSockets;
  /** Returns every presence that is known, also of users who are offline. */
  presences: () => Iterable<PresenceState>;
  now?: () => number;
}): AlertBoard {
  const alerts = new Map<string, Known>();
  const leavers = createLeavers();
  let entrants: ({ alert: WireAlert; userId: string } & Reasoned)[] = [];
  let receipts: Receipt[] = [];
  /** The flush under way: one at a time, in order. */
  let flushing: Promise<void> = Promise.resolve();

  function buildingsOf({ campus, buildings }: WireArea): AreaBuilding[] {
    if (campus) return places.buildings().filter(({ campusId }) => campusId === campus.id);
    return buildings.flatMap(({ id }) => places.get(id) ?? []);
  }

  function deliver(userIds: ReadonlySet<string>, alert: WireAlert, reason: AlertReason): void {
    const at = now();
    for (const { userId, device } of sockets.send(userIds, alert, reason)) {
      receipts.push({
        alertId: alert.id,
        revision: alert.revision,
        userId,
        channel: 'socket',
        device,
        reach: 'handed',
        at,
      });
    }
  }

  /**
   * Tells a user of an active live alert for the building that they are in, unless they were told. Notes the building of
   * who was told without one.
   */
  function enter({ userId, buildingId, online }: PresenceState, known: Known): void {
    if (!online || buildingId === null || !known.buildings.has(buildingId)) return;
    const told = known.told.get(userId);
    if (told && (told.buildingId !== null || !WITHOUT_BUILDING.has(told.reason))) return;
    const reasoned: Reasoned = { reason: told?.reason ?? 'entered', buildingId };
    known.told.set(userId, reasoned);
    if (!sockets.has(userId)) return;
    entrants.push({ alert: known.alert, userId, ...reasoned });
    if (!told) deliver(new Set([userId]), known.alert, 'entered');
  }

  const admits = ({ alert }: Known) => alert.active && alert.kind === 'live';

  function apply({ alert, told }: AlertEvent): void {
    const before = alerts.get(alert.id);
    if (before && (before.alert.revision >= alert.revision || !before.alert.active)) return;
    const known: Known = {
      alert,
      told: before?.told ?? new Map(),
      buildings: new Set(buildingsOf(alert.area).map(({ id }) => id)),
    };
    alerts.set(alert.id, known);
    const recorded = new Set<string>();
    for (const [reason, userIds] of Object.entries(told) as [AlertReason, string[]][]) {
      const reasoned = { reason, buildingId: null };
      for (const userId of userIds) {
        const buildingId = known.told.get(userId)?.buildingId ?? null;
        known.told.set(userId, buildingId === null ? reasoned : { reason, buildingId });
        recorded.add(userId);
      }
      deliver(new Set(userIds), alert, reason);
    }
    // Who entered is told before it is stored, so a revision can be older than that.
    const others = [...known.told.keys()].filter((userId) => !recorded.has(userId));
    if (others.length > 0) deliver(new Set(others), alert, 'entered');
    if (admits(known)) for (const state of presences()) enter(state, known);
  }

  /** Stores who entered, and then what was noted until now: a receipt of a user who is not stored would be lost. */
  async function store(): Promise<void> {
    let entered = entrants;
    const noted = receipts;
    [entrants, receipts] = [[], []];
    try {
      const byAlert = new Map<WireAlert, Map<string, Reasoned>>();
      for (const { alert, userId, ...reasoned } of entered)
        byAlert.set(alert, (byAlert.get(alert) ?? new Map()).set(userId, reasoned));
      for (const [alert, people] of byAlert) await insertTargets(db.pool, alert, people);
      entered = [];
      while (noted.length > 0) {
        await insertReceipts(db, noted.slice(0, MAX_BATCH));
        noted.splice(0, MAX_BATCH);
      }
    } catch (error) {
      entrants = [...entered, ...entrants];
      receipts = [...noted, ...receipts].slice(0, MAX_WAITING);
      throw error;
    }
  }

  return {
    apply,
    moved(old, state) {
      const { userId, buildingId } = state;
      const from = old?.buildingId ?? null;
      if (from !== buildingId) {
        if (from !== null) leavers.left(userId, from, now());
        if (buildingId !== null) leavers.entered(userId, buildingId);
      }
      if (buildingId === null) return;
      for (const known of alerts.values()) if (admits(known)) enter(state, known);
    },
    audienceOf(area, everyone) {
      const buildings = buildingsOf(area);
      const left = leavers.leftWithin(new Set(buildings.map(({ id }) => id)), LEFT_WITHIN_MS, now());
      return audienceOf({ people: presences(), area: buildings, left, ...(everyone && { everyone }) });
    },
    known: () => [...alerts.values()].map(({ alert }) => alert),
    toldTo: (userId) =>
      [...alerts.values()].flatMap(({ alert, told }) => {
        const reasoned = told.get(userId);
        return reasoned === undefined ? [] : { alert, ...reasoned };
      }),
    isNewest: (alertId, revision) => (alerts.get(alertId)?.alert.revision ?? 0) <= revision,
    note(noted) {
      if (receipts.length < MAX_WAITING) receipts.push(...noted);
    },
    flush() {
      const flushed = flushing.then(store);
      flushing = flushed.catch(() => {});
      return flushed;
    },
    async refresh() {
      leavers.forget(now());
      const revisions = await readRevisions(db.pool, KNOWN_HOURS);
      for (const [id, { alert }] of alerts) if (!revisions.has(id) && !alert.active) alerts.delete(id);
      for (const [id, { revision, settled }] of revisions) {
        if (!settled) await settleTargets(db.pool, [id]);
        if ((alerts.get(id)?.alert.revision ?? 0) >= revision) continue;
        const stored = await findAlert(db.pool, id);
        if (stored) apply({ alert: stored.content, told: await readTold(db.pool, id) });
      }
    },
  };
}
