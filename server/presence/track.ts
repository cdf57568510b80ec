/**
 * A device's track as a pure state machine: decides what reports of positions publish, and when. Its output is a cell
 * and a building; the precise position stays in the track, in memory, and only until `forget`. Times are milliseconds
 * of the server's clock.
 */
import { type Building, distanceToBuilding, type Position } from '@/server/places/geometry';
import { type Located, OUTDOOR_ACCURACY_METRES } from '@/server/places/locate';
import { CELL_METRES, type Cell, cellOf, cellOfBuilding, distanceToCell, sameCell } from './cells';
import { plausibility, SPEED_LIMIT, type SpeedLimit, type Trace } from './plausible';

/** A position as the server received it. `at`: time of arrival; a time from the client would defeat the speed check. */
export interface PositionReport {
  latitude: number;
  longitude: number;
  /** Metres; absent means precise. */
  accuracy?: number | null | undefined;
  at: number;
}

/** The parts of the result of `locate` that a track uses. */
export type ReportLocated =
  | { state: 'inside'; building: Position & { id: string } }
  | { state: 'outside' | 'unknown' };

/** The location from which other users' queries are answered. */
export interface PublishedLocation {
  /** In a building, the building's own cell, so that both together reveal no more than the building alone. */
  cell: Cell;
  /** Null outside and where the building is unknown. */
  buildingId: string | null;
}

/** What is known of one device. */
export type Track =
  /** Nothing is known. */
  | { state: 'new' }
  /** Nothing is published (sharing is off), but the speed check continues. */
  | { state: 'withdrawn'; last: Trace }
  | { state: 'published'; last: Trace; location: PublishedLocation; held: HeldChange | null };

/** A change of cell that waits for its epoch. */
interface HeldChange {
  cell: Cell;
  until: number;
}

export type Outcome =
  /** The location is published now. */
  | ({ kind: 'published' } & PublishedLocation)
  /** A change of cell is published at `until`, by `due` or a later report. */
  | { kind: 'held'; until: number }
  | { kind: 'unchanged' }
  /** Not plausible: the report was ignored. To be logged, without coordinates. */
  | { kind: 'refused'; retryAfterSeconds: number };

export interface TrackOptions {
  cellSize: number;
  /** Cells change at multiples of this; 0: immediately. */
  epochMs: number;
  /** Metres, besides its accuracy, by which a position must be outside its cell. */
  margin: number;
  /** A change of cell is published at the first epoch that begins this much later, if the person stays away. */
  settleMs: number;
  /** Outside buildings, a report with an accuracy worse than this (metres) has no cell, which would be a guess. */
  vague: number;
  expiryMs: number;
  limit: SpeedLimit;
}

export const TRACK_OPTIONS: TrackOptions = {
  cellSize: CELL_METRES,
  epochMs: 60_000,
  margin: 15,
  settleMs: 15_000,
  vague: OUTDOOR_ACCURACY_METRES,
  expiryMs: 15 * 60_000,
  limit: SPEED_LIMIT,
};

/** How long a precise position is kept, in milliseconds. Not an option, because the SPEC promises it. */
export const PRECISE_MS = 2 * 60_000;

/** Returns the track of a device that has reported nothing yet. */
export function newTrack(): Track {
  return { state: 'new' };
}

/**
 * Processes one report.
 *
 * - A report that exceeds the plausible speed is refused and changes nothing (`plausibility`).
 * - The first report is published immediately.
 * - A change of building is published immediately: an entered building with its own cell; a left building as null,
 *   while the cell stays the building's until it changes as described below. (From a building to `unknown` is a change:
 *   the building is no longer known. From outside to unknown is not.)
 * - Outdoors the cell is sticky: it changes when the position is outside the published cell by more than `margin` plus
 *   the accuracy. The change is published at the first epoch that begins `settleMs` after it was first seen, unless a
 *   report has come back by then: how often a device at rest is shown elsewhere tells how near it is to a border.
 * - A vague report (`isVague`) moves nothing: at most it removes the building, and it keeps the cell alive while it
 *   does not contradict it.
 */
export function report(
  track: Track,
  input: PositionReport,
  located: ReportLocated,
  now: number,
  options: Partial<TrackOptions> = {},
): { track: Track; outcome: Outcome } {
  const o = { ...TRACK_OPTIONS, ...options };
  const current = expired(track, now, o) ? newTrack() : forget(track, now);
  const accuracy = input.accuracy ?? 0;
  if (isVague(input, located, o)) return reportVague(current, input, accuracy, now, o);

  // A time in the future or before the last report must not make a move look slower than it was.
  const last = current.state === 'new' ? null : current.last;
  const at = Math.max(Math.min(input.at, now), last?.at ?? Number.NEGATIVE_INFINITY);
  const { latitude, longitude } = input;
  const check = last
    ? plausibility(last, { latitude, longitude, accuracy, at }, o.limit, o.cellSize)
    : { plausible: true as const, ahead: 0 };
  if (!check.plausible) {
    // An expired track has nothing to compare a report with.
    const expires = last ? Math.ceil((last.heardAt + o.expiryMs - now) / 1_000) : 0;
    const retryAfterSeconds = Math.min(check.retryAfterSeconds, expires);
    return { track: current, outcome: { kind: 'refused', retryAfterSeconds } };
  }

  const here = cellOf(latitude, longitude, o.cellSize);
  const trace: Trace = {
    position: { latitude, longitude },
    cell: here,
    accuracy,
    at,
    heardAt: at,
    ahead: check.ahead,
  };
  const published = current.state === 'published' ? current : null;
  if (located.state === 'inside') {
    const { building } = located;
    const cell = cellOfBuilding(building, o.cellSize);
    const same = published?.location.buildingId === building.id && sameCell(published.location.cell, cell);
    if (!same) return publish(trace, { cell, buildingId: building.id });
    return { track: { ...published, last: trace, held: null }, outcome: { kind: 'unchanged' } };
  }
  if (!published) return publish(trace, { cell: here, buildingId: null });

  const { location } = published;
  const hasLeft = distanceToCell(input, location.cell, o.cellSize) > o.margin + accuracy;
  const changed = hasLeft && !sameCell(here, location.cell);
  const until = published.held?.until ?? nextEpoch(now, o);
  if (changed && now >= until) return publish(trace, { cell: here, buildingId: null });
  const held = changed ? { cell: here, until } : null;
  if (location.buildingId !== null) return publish(trace, { cell: location.cell, buildingId: null }, held);
  return {
    track: { state: 'published', last: trace, location, held },
    outcome: held ? { kind: 'held', until } : { kind: 'unchanged' },
  };
}

/**
 * Returns where a report counts as. Outside, but by no more than the margin plus the accuracy outside the building in which
 * the device is published, it still counts as in that building: otherwise a device near a wall would be shown as leaving and
 * entering, and how often would tell how near it is. `buildingOf` returns a building by its id.
 */
export function settled(
  track: Track,
  input: Pick<PositionReport, 'latitude' | 'longitude' | 'accuracy'>,
  located: Located,
  buildingOf: (buildingId: string) => Building | undefined,
): Located {
  if (located.state !== 'outside' || track.state !== 'published') return located;
  const { buildingId } = track.location;
  const building = buildingId === null ? undefined : buildingOf(buildingId);
  const accuracy = input.accuracy ?? 0;
  // As in `locate`, a position less exact than the size of a building is not known to be in it.
  if (building?.latitude == null || accuracy > building.radius) return located;
  const isNear = distanceToBuilding(input, building) <= TRACK_OPTIONS.margin + accuracy;
  return isNear ? { state: 'inside', building } : located;
}

/** Returns whether the report is in no known building and too inexact to name a cell. */
export function isVague(
  input: { accuracy?: number | null | undefined },
  located: ReportLocated,
  options: Partial<TrackOptions> = {},
): boolean {
  return located.state !== 'inside' && (input.accuracy ?? 0) > (options.vague ?? TRACK_OPTIONS.vague);
}

function publish(
  last: Trace,
  location: PublishedLocation,
  held: HeldChange | null = null,
): { track: Track; outcome: Outcome } {
  return { track: { state: 'published', last, location, held }, outcome: { kind: 'published', ...location } };
}

/** Holds the new cell of a building whose boundary changed, to be published next (`due`). */
export function rebuilt(track: Track, cell: Cell, now: number): Track {
  if (track.state !== 'published' || sameCell(track.location.cell, cell)) return track;
  return { ...track, held: { cell, until: now } };
}

/** Returns the first epoch that begins more than `settleMs` after `now`; `now` itself when there are no epochs. */
function nextEpoch(now: number, { epochMs, settleMs }: TrackOptions): number {
  // Short epochs (of tests) are not waited for longer than long ones, in proportion.
  const settled = now + Math.min(settleMs, epochMs / 4);
  return epochMs > 0 ? (Math.floor(settled / epochMs) + 1) * epochMs : now;
}

function reportVague(
  track: Track,
  input: PositionReport,
  accuracy: number,
  now: number,
  o: TrackOptions,
): { track: Track; outcome: Outcome } {
  if (track.state !== 'published') return { track, outcome: { kind: 'unchanged' } };
  const agrees = distanceToCell(input, track.location.cell, o.cellSize) <= accuracy;
  const heardAt = agrees ? Math.max(track.last.heardAt, Math.min(input.at, now)) : track.last.heardAt;
  const renewed = { ...track, last: { ...track.last, heardAt } };
  if (track.location.buildingId === null) return { track: renewed, outcome: { kind: 'unchanged' } };
  const location = { cell: track.location.cell, buildingId: null };
  return { track: { ...renewed, location }, outcome: { kind: 'published', ...location } };
}

/** Returns the held change once its epoch has come; null if there is nothing to publish now. */
export function due(
  track: Track,
  now: number,
  options: Partial<TrackOptions> = {},
): { track: Track; outcome: { kind: 'published' } & PublishedLocation } | null {
  if (track.state !== 'published' || !track.held || now < track.held.until) return null;
  if (expired(track, now, options)) return null;
  const location = { cell: track.held.cell, buildingId: track.location.buildingId };
  return { track: { ...track, location, held: null }, outcome: { kind: 'published', ...location } };
}

/**
 * Returns whether the last report is so old that the location no longer counts: withdraw it and continue from
 * `newTrack()`.
 */
export function expired(track: Track, now: number, options: Partial<TrackOptions> = {}): boolean {
  const expiryMs = options.expiryMs ?? TRACK_OPTIONS.expiryMs;
  return track.state !== 'new' && now - track.last.heardAt >= expiryMs;
}

/** Deletes the precise position once it is two minutes old. Call it for every track well within that time. */
export function forget(track: Track, now: number): Track {
  if (track.state === 'new' || !track.last.position || now - track.last.at < PRECISE_MS) return track;
  return { ...track, last: { ...track.last, position: null } };
}

/** Returns the precise position while it may be kept (it decides the reach of an alert), else null. Never send it. */
export function precisePosition(track: Track, now: number): Position | null {
  const current = forget(track, now);
  return current.state === 'new' ? null : current.last.position;
}

/**
 * Handles the end of sharing: nothing is published and the precise position is deleted. The speed check continues until
 * the track expires, so that turning sharing off and on does not evade it.
 */
export function withdraw(track: Track): Track {
  return track.state === 'new' ? track : { state: 'withdrawn', last: { ...track.last, position: null } };
}
