/**
 * Checks whether a person can have moved from one report to the next: implausible jumps are attempts to look around.
 */
import { distance, type Position } from '@/server/places/geometry';
import { type Cell, cellCentre } from './cells';

export interface SpeedLimit {
  /** Metres per second that a person may travel; null lifts the check. */
  speed: number | null;
  /** Metres that a single report may be off besides its accuracy: a position that settles, a clock that lags. */
  slack: number;
  /**
   * Metres by which a person may be ahead of the speed over many reports. Without this limit, the slack of each report
   * would add up to any speed for frequent reports.
   */
  ahead: number;
}

export const SPEED_LIMIT: SpeedLimit = { speed: 50, slack: 200, ahead: 1_000 };

/** What is known of the last accepted report. */
export interface Trace {
  /** The precise position; null once deleted. */
  position: Position | null;
  /** The cell of that position, which remains afterwards. */
  cell: Cell;
  /** Metres; 0 if the report has none. */
  accuracy: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Time of the last report that agrees with it: `at`, or that of a later vague report. Milliseconds since 1970. */
  heardAt: number;
  /** Metres ahead of the plausible speed at that time. */
  ahead: number;
}

export type Plausibility =
  | { plausible: true; ahead: number }
  | { plausible: false; retryAfterSeconds: number };

/**
 * Compares a report with the last accepted report. It is plausible if the distance, less the slack and both accuracies,
 * takes no more than the elapsed time at `speed`, and if all distances together are at most `ahead` metres ahead of
 * that speed. From a deleted position the distance begins at the centre of its cell, plus or minus half its diagonal:
 * distances between nearest sides would each be slightly too short, which frequent reports could add up.
 */
export function plausibility(
  last: Trace,
  next: { latitude: number; longitude: number; accuracy: number; at: number },
  limit: SpeedLimit,
  cellSize: number,
): Plausibility {
  if (limit.speed === null) return { plausible: true, ahead: 0 };
  const metres = distance(last.position ?? cellCentre(last.cell, cellSize), next);
  const covered = (limit.speed * Math.max(0, next.at - last.at)) / 1_000;
  const accuracies = last.accuracy + next.accuracy + (last.position ? 0 : cellSize * Math.SQRT1_2);
  const tooFar = metres - covered - limit.slack - accuracies;
  const tooOften = last.ahead + metres - covered - limit.ahead - accuracies;
  const excess = Math.max(tooFar, tooOften);
  if (excess > 0) return { plausible: false, retryAfterSeconds: Math.ceil(excess / limit.speed) };
  return { plausible: true, ahead: Math.max(0, last.ahead + metres - covered) };
}
