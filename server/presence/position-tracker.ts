import type { Located } from '@/server/places/locate';
import type { Places } from '@/server/places/places';
import { type Cell, cellOf, distanceToCell, sameCell } from './cells';
import { SPEED_LIMIT } from './plausible';
import type { PresenceState } from './store';
import {
  due,
  expired,
  forget,
  isVague,
  type Outcome,
  type PositionReport,
  type PublishedLocation,
  rebuilt,
  report,
  settled,
  TRACK_OPTIONS,
  type Track,
  withdraw,
} from './track';

/** The source of a position: a user's device, which is a sign-in or a token. */
interface Reporter {
  userId: string;
  device: string;
  /** The device says that it has not moved since its last report, perhaps to another node. */
  still?: boolean | undefined;
  /** The user chose this device as the one that counts. */
  take?: boolean | undefined;
}

/** The stored location of a user, and when it expires. */
type KnownLocation = { state: PresenceState; expiresAt: number | null } | null;

/**
 * Keeps the positions that devices report to this node in memory, for two minutes at most, and makes locations of them.
 */
export interface PositionTracker {
  /**
   * Takes a report and compares it with the device's own last report. `known` is the starting point for a device that
   * is new to this node or moved through another node since. `counts`: the device is the one that moved last, so its
   * `place` is the user's location; other devices may be elsewhere.
   */
  report(
    from: Reporter,
    input: Omit<PositionReport, 'at'>,
    located: Located,
    known: KnownLocation,
  ): { outcome: Outcome; place: PublishedLocation | null; counts: boolean };
  /**
   * Returns how the last report of a device (null: of any device) was located, `unknown` if it was too vague; undefined
   * without a recent report.
   */
  lastLocated(userId: string, device: string | null): Located['state'] | undefined;
  /** Deletes old positions, and devices without a recent report. Does not wait for anything: call it every second. */
  forget(): void;
  /** Yields the held changes whose epoch has come, one at a time; a change that is not drained stays due. */
  drainDueChanges(): Iterable<{ userId: string; device: string; place: PublishedLocation }>;
  /**
   * Updates the cells of everyone in a building after buildings changed (`cellOf`: null for one without a boundary).
   */
  rebuild(cellOf: (buildingId: string) => Cell | null): void;
  /** Ends sharing for the user's devices. */
  withdraw(userId: string): void;
  /**
   * Returns true at most once a minute for a device whose report agrees with its location: the stored location must be
   * kept from expiring.
   */
  renewalDue(userId: string, device: string): boolean;
}

const RENEW_EVERY_MS = 60_000;

interface TrackedDevice {
  track: Track;
  /** The cell in which the device was when it last moved. */
  lastMovedCell: Cell | null;
  counts: boolean;
  located: Located['state'];
  reportedAt: number;
  renewedAt: number;
}

/** Creates the position tracker of a node. All times are in milliseconds. */
export function createPositionTracker(options: {
  epochMs: number;
  expiryMs: number;
  /** False lifts the speed check (load tests). */
  speedCheck: boolean;
  /** Returns a building by its id. */
  buildingOf: Places['get'];
  now?: () => number;
}): PositionTracker {
  const now = options.now ?? Date.now;
  const rules = {
    epochMs: options.epochMs,
    expiryMs: options.expiryMs,
    limit: options.speedCheck ? SPEED_LIMIT : { ...SPEED_LIMIT, speed: null },
  };
  /** By user and device. */
  const trackedDevices = new Map<string, Map<string, TrackedDevice>>();

  /**
   * Starts a track from the stored location: only its cell, with the time of the report from which its expiry counts.
   */
  function seed(known: KnownLocation): Track {
    const cell = known?.state.cell;
    if (!known || !cell) return { state: 'new' };
    const at = Math.min(now(), (known.expiresAt ?? now()) - options.expiryMs);
    const last = { position: null, cell, accuracy: 0, at, heardAt: at, ahead: 0 };
    return { state: 'published', last, location: { cell, buildingId: known.state.buildingId }, held: null };
  }

  /** Returns whether the stored location differs from what this node published: reports may go to any node. */
  function movedElsewhere(mine: Track, known: KnownLocation): boolean {
    if (mine.state !== 'published' || !known?.state.sharing || !known.state.cell) return false;
    const { cell, buildingId } = mine.location;
    return !sameCell(cell, known.state.cell) || buildingId !== known.state.buildingId;
  }

  function* all() {
    for (const [userId, devices] of trackedDevices) {
      for (const [device, entry] of devices) yield { userId, device, entry };
    }
  }

  return {
    report({ userId, device, still, take }, input, found, known) {
      const mine = trackedDevices.get(userId)?.get(device);
      const other = known?.state.sharing && known.state.cell ? known.state.device?.id !== device : false;
      const goesOn = mine && (other || !movedElsewhere(mine.track, known));
      const old: Track = goesOn ? mine.track : other ? { state: 'new' } : seed(known);
      const at = now();
      const located = settled(old, input, found, options.buildingOf);
      const { track, outcome } = report(old, { ...input, at }, located, at, rules);
      const place = track.state === 'published' ? track.location : null;
      if (outcome.kind === 'refused') return { outcome, place, counts: false };

      const vague = isVague(input, located);
      const margin = TRACK_OPTIONS.margin + (input.accuracy ?? 0);
      const moved = mine?.lastMovedCell ? distanceToCell(input, mine.lastMovedCell) > margin : !still;
      const counts = !other || (!vague && (moved || take === true));
      const stand = vague ? (mine?.lastMovedCell ?? null) : cellOf(input.latitude, input.longitude);
      const entry: TrackedDevice = {
        track,
        lastMovedCell: moved || !mine?.lastMovedCell ? stand : mine.lastMovedCell,
        counts,
        located: vague ? 'unknown' : located.state,
        reportedAt: at,
        renewedAt: outcome.kind === 'published' ? at : (mine?.renewedAt ?? 0),
      };
      trackedDevices.set(userId, (trackedDevices.get(userId) ?? new Map()).set(device, entry));
      return { outcome, place, counts };
    },
    lastLocated(userId, device) {
      const devices = trackedDevices.get(userId);
      if (device !== null) return devices?.get(device)?.located;
      return [...(devices?.values() ?? [])].sort((a, b) => b.reportedAt - a.reportedAt)[0]?.located;
    },
    forget() {
      const at = now();
      for (const { userId, device, entry } of all()) {
        entry.track = forget(entry.track, at);
        // A track that is still `new` (all its reports were vague) does not expire by itself.
        const idle = at - entry.reportedAt >= rules.expiryMs && entry.track.state === 'new';
        if (!idle && !expired(entry.track, at, rules)) continue;
        const devices = trackedDevices.get(userId);
        devices?.delete(device);
        if (devices?.size === 0) trackedDevices.delete(userId);
      }
    },
    *drainDueChanges() {
      const at = now();
      for (const { userId, device, entry } of all()) {
        const late = due(entry.track, at, rules);
        if (!late) continue;
        entry.track = late.track;
        if (entry.counts) yield { userId, device, place: late.outcome };
      }
    },
    rebuild(cellOf) {
      for (const { entry } of all()) {
        const buildingId = entry.track.state === 'published' ? entry.track.location.buildingId : null;
        const cell = buildingId === null ? null : cellOf(buildingId);
        if (cell) entry.track = rebuilt(entry.track, cell, now());
      }
    },
    withdraw(userId) {
      for (const entry of trackedDevices.get(userId)?.values() ?? []) entry.track = withdraw(entry.track);
    },
    renewalDue(userId, device) {
      const entry = trackedDevices.get(userId)?.get(device);
      if (!entry || now() - entry.renewedAt < RENEW_EVERY_MS) return false;
      if (entry.track.state === 'new' || entry.track.last.heardAt <= entry.renewedAt) return false;
      entry.renewedAt = now();
      return true;
    },
  };
}
