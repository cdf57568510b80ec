/** Whether a person can have got from the last report to the next: someone who jumps about is looking round. */
import { distance, type Position } from '@/server/places/geometry';
import { type Cell, cellCentre } from './cells';

export interface SpeedLimit {
  /** Metres a second that a person may travel; null lifts the check. */
  speed: number | null;
  /** Metres that any one report may be off besides its accuracy: a fix that settles, a clock that lags. */
  slack: number;
  /**
   * Metres by which a person may be ahead of the speed over many reports. Without it, the slack of each
   * report would add up to any speed for one who reports often.
   */
  ahead: number;
}

export const SPEED_LIMIT: SpeedLimit = { speed: 50, slack: 200, ahead: 1_000 };

/** What is known of the last accepted report. */
export interface Trace {
  /** The precise position, or null once forgotten. */
  position: Position | null;
  /** The cell of that position, which is what is left then. */
  cell: Cell;
  /** Metres; 0 if the report did not say. */
  accuracy: number;
  /** Milliseconds. */
  at: number;
  /** When something last agreed with it: `at`, or a later vague report. Milliseconds. */
  heardAt: number;
  /** Metres ahead of the plausible speed at that time. */
  ahead: number;
}

export type Plausibility =
  | { plausible: true; ahead: number }
  | { plausible: false; retryAfterSeconds: number };

/**
 * Holds a report against the last accepted one. It is plausible if the way there, less the slack and both
 * accuracies, takes no more than the time since at `speed`; and if all ways together are no more than
 * `ahead` ahead of that speed. From a forgotten position the way begins at the middle of its cell, give or take half
 * its diagonal: ways from nearest sides would be too short, each a little, for one who reports often.
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
