import type { Position } from '@/server/places/geometry';
import type { Located } from '@/server/places/locate';
import { CELL_SIZE, type Cell, cellOf, sameCell } from './cells';
import { plausibility, SPEED_LIMIT, type Trace } from './plausible';
import type { PresenceState } from './store';
import {
  due,
  expired,
  forget,
  isVague,
  type Outcome,
  type PositionReport,
  type PublishedPlace,
  rebuilt,
  report,
  type Track,
  withdraw,
} from './track';

/** The precise side of presence: positions of users who report to this node, in memory, for two minutes at most. */
export interface Tracks {
  /**
   * Takes a report. `known` is what is stored: the beginning for a user whom this node has not followed before,
   * or who was moved by another node since.
   */
  report(
    userId: string,
    input: Omit<PositionReport, 'at'>,
    located: Located,
    known: { state: PresenceState; expiresAt: number | null } | null,
  ): { outcome: Outcome; place: PublishedPlace | null };
  /**
   * The user chose a building by hand. Null, and it counts as where they are said to be; or the seconds until they
   * may have come there from the one they chose before, and nothing counts. Positions and choices are not held
   * against each other: choosing is for those whose device is wrong.
   */
  choose(userId: string, place: Position & { radius: number }): { retryAfterSeconds: number } | null;
  /** How the last report was located, `unknown` if too vaguely; undefined when none came here lately. */
  lastLocated(userId: string): Located['state'] | undefined;
  /** Forgets old positions, and whoever was not heard of for long. Waits for nothing: call it every second. */
  forget(): void;
  /** The held changes whose epoch has come, one at a time: those that are not asked for are still due. */
  takeDue(): Iterable<{ userId: string; place: PublishedPlace }>;
  /** Buildings changed: whoever is in one goes with its cell (`cellOf`, null for one without a boundary). */
  rebuild(cellOf: (buildingId: string) => Cell | null): void;
  /** The user stopped sharing. */
  withdraw(userId: string): void;
  /** True at most once a minute for each user whose report agrees with their place: time to keep it from expiring. */
  renewalDue(userId: string): boolean;
}

const RENEW_EVERY_MS = 60_000;

export function createTracks(options: {
  epochMs: number;
  expiryMs: number;
  /** False lifts the speed check (load tests). */
  speedCheck: boolean;
  now?: () => number;
}): Tracks {
  const now = options.now ?? Date.now;
  const rules = {
    epochMs: options.epochMs,
    expiryMs: options.expiryMs,
    limit: options.speedCheck ? SPEED_LIMIT : { ...SPEED_LIMIT, speed: null },
  };
  interface Followed {
    track: Track;
    located: Located['state'];
    reportedAt: number;
    renewedAt: number;
  }
  const followed = new Map<string, Followed>();
  /** The last building that each user chose by hand. */
  const chosen = new Map<string, Trace>();

  /** From what is stored: the cell alone, as of the report before it would expire. */
  function seed(known: { state: PresenceState; expiresAt: number | null } | null): Track {
    const cell = known?.state.cell;
    if (!known || !cell) return { state: 'new' };
    const at = Math.min(now(), (known.expiresAt ?? now()) - options.expiryMs);
    const last = { position: null, cell, accuracy: 0, at, heardAt: at, ahead: 0 };
    return { state: 'published', last, place: { cell, buildingId: known.state.buildingId }, held: null };
  }

  /** Whether what is stored is not what this node published: reports may go to any node. */
  function movedElsewhere(mine: Track, known: Parameters<typeof seed>[0]): boolean {
    if (mine.state !== 'published' || !known?.state.sharing || !known.state.cell) return false;
    const { cell, buildingId } = mine.place;
    return !sameCell(cell, known.state.cell) || buildingId !== known.state.buildingId;
  }

  return {
    report(userId, input, located, known) {
      const mine = followed.get(userId)?.track;
      const old = mine && !movedElsewhere(mine, known) ? mine : seed(known);
      const at = now();
      const { track, outcome } = report(old, { ...input, at }, located, at, rules);
      const renewedAt = outcome.kind === 'published' ? at : (followed.get(userId)?.renewedAt ?? 0);
      const state = isVague(input, located) ? 'unknown' : located.state;
      if (outcome.kind !== 'refused')
        followed.set(userId, { track, located: state, reportedAt: at, renewedAt });
      return { outcome, place: track.state === 'published' ? track.place : null };
    },
    choose(userId, { latitude, longitude, radius: accuracy }) {
      const at = now();
      const position = { latitude, longitude };
      const last = chosen.get(userId);
      let ahead = 0;
      if (last) {
        const check = plausibility(last, { ...position, accuracy, at }, rules.limit, CELL_SIZE);
        // Once it has expired there is nothing left to hold a choice against.
        const expires = Math.ceil((last.at + rules.expiryMs - at) / 1_000);
        if (!check.plausible) return { retryAfterSeconds: Math.min(check.retryAfterSeconds, expires) };
        ahead = check.ahead;
      }
      const cell = cellOf(latitude, longitude);
      chosen.set(userId, { position, cell, accuracy, at, heardAt: at, ahead });
      return null;
    },
    lastLocated: (userId) => followed.get(userId)?.located,
    forget() {
      const at = now();
      for (const [userId, entry] of followed) {
        entry.track = forget(entry.track, at);
        // A track that is still `new` (all its reports were vague) does not expire by itself.
        const idle = at - entry.reportedAt >= rules.expiryMs && entry.track.state === 'new';
        if (idle || expired(entry.track, at, rules)) followed.delete(userId);
      }
      for (const [userId, last] of chosen) if (at - last.at >= rules.expiryMs) chosen.delete(userId);
    },
    *takeDue() {
      const at = now();
      for (const [userId, entry] of followed) {
        const late = due(entry.track, at, rules);
        if (!late) continue;
        entry.track = late.track;
        yield { userId, place: late.outcome };
      }
    },
    rebuild(cellOf) {
      for (const entry of followed.values()) {
        const buildingId = entry.track.state === 'published' ? entry.track.place.buildingId : null;
        const cell = buildingId === null ? null : cellOf(buildingId);
        if (cell) entry.track = rebuilt(entry.track, cell, now());
      }
    },
    withdraw(userId) {
      const entry = followed.get(userId);
      if (entry) entry.track = withdraw(entry.track);
    },
    renewalDue(userId) {
      const entry = followed.get(userId);
      if (!entry || now() - entry.renewedAt < RENEW_EVERY_MS) return false;
      if (entry.track.state === 'new' || entry.track.last.heardAt <= entry.renewedAt) return false;
      entry.renewedAt = now();
      return true;
    },
  };
}
