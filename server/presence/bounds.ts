/**
 * The bounds that every node applies to a user's moves and choices. They are stored with the user's presence, so they
 * contain cells and times and no position. A cell is deleted with the location, at most 15 minutes after its last
 * report.
 */
import { fail } from '@/protocol/errors';
import type { Rate } from '@/server/limits';
import { CELL_METRES, type Cell, cellCentre } from './cells';
import { plausibility, SPEED_LIMIT, type Trace } from './plausible';

/** The last location of a user. */
interface LastLocation {
  cell: Cell;
  /** Metres by which the user may be away from the cell's centre besides half its diagonal: the building's radius. */
  slack: number;
  /** Metres ahead of the plausible speed. */
  ahead: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** A token bucket: the number of tokens left, and at what time. Stored as JSON with the bounds, so the names stay. */
interface Bucket {
  left: number;
  at: number;
}

export interface Bounds {
  /** The location that was published last, and the device that reported it. */
  moved?: LastLocation & { device: string };
  /** The building that was chosen by hand last. */
  chosen?: LastLocation;
  /** The bucket of `LIMIT_HANDOVER`. */
  handovers?: Bucket;
  /** The bucket of `LIMIT_DECLARE`. */
  choices?: Bucket;
}

/** A new location: a cell, or a building in its cell. */
export type NextLocation = Pick<LastLocation, 'cell' | 'slack'>;

interface Rules {
  /** Milliseconds after which an old location no longer counts. */
  expiryMs: number;
  now: number;
}

/**
 * Returns the bounds after a move of one device; compares cells only. Refuses the same device a move that exceeds the
 * plausible speed; lets another device take over, a few times (`handover`). Throws `implausible_movement`.
 */
export function afterMove(
  bounds: Bounds,
  next: NextLocation & { device: string },
  rules: Rules & { handover: Rate },
): Bounds {
  const { moved } = bounds;
  const { device } = next;
  const step = follow(moved, next, rules);
  if ('ahead' in step) return { ...bounds, moved: { ...step, device } };
  if (moved?.device === device) throw tooFar(step.retryAfterSeconds);
  const handovers = spend(bounds.handovers, rules.handover, rules.now);
  if ('retryAfterSeconds' in handovers) {
    throw tooFar(Math.min(step.retryAfterSeconds, handovers.retryAfterSeconds));
  }
  return { ...bounds, handovers, moved: { ...next, ahead: 0, at: rules.now } };
}

/**
 * Returns the bounds after a building was chosen by hand. `next` is null for a building without a boundary, which has
 * no location. Throws `rate_limited` after too many choices, and `implausible_movement` when the way from the previous
 * building exceeds the plausible speed.
 */
export function afterChoice(
  bounds: Bounds,
  next: NextLocation | null,
  rules: Rules & { declare: Rate },
): Bounds {
  const choices = spend(bounds.choices, rules.declare, rules.now);
  if ('retryAfterSeconds' in choices) {
    throw fail('rate_limited', 'You chose several buildings recently. Wait a moment and try again.', {
      retryAfter: choices.retryAfterSeconds,
    });
  }
  if (!next) return { ...bounds, choices };
  const chosen = follow(bounds.chosen, next, rules);
  if ('ahead' in chosen) return { ...bounds, choices, chosen };
  throw fail(
    'implausible_movement',
    'That building is too far from the one you chose before. Try again in a moment.',
    { retryAfter: chosen.retryAfterSeconds },
  );
}

function follow(
  last: LastLocation | undefined,
  { cell, slack }: NextLocation,
  { expiryMs, now }: Rules,
): LastLocation | { retryAfterSeconds: number } {
  const recent = last && now - last.at < expiryMs ? last : null;
  if (!recent) return { cell, slack, ahead: 0, at: now };
  const trace: Trace = { ...recent, position: null, accuracy: recent.slack, heardAt: recent.at };
  const at = Math.max(now, recent.at);
  // Half the diagonal of the other cell; `plausibility` allows for that of the first cell.
  const accuracy = slack + CELL_METRES * Math.SQRT1_2;
  const check = plausibility(trace, { ...cellCentre(cell), accuracy, at }, SPEED_LIMIT, CELL_METRES);
  if (check.plausible) return { cell, slack, ahead: check.ahead, at };
  const expires = Math.ceil((recent.at + expiryMs - now) / 1_000);
  return { retryAfterSeconds: Math.min(check.retryAfterSeconds, expires) };
}

function spend(old: Bucket | undefined, rate: Rate, now: number): Bucket | { retryAfterSeconds: number } {
  const grown = old ? old.left + (Math.max(0, now - old.at) / 1_000) * rate.perSecond : rate.burst;
  const tokens = Math.min(rate.burst, grown);
  if (tokens < 1) return { retryAfterSeconds: Math.ceil((1 - tokens) / rate.perSecond) };
  return { left: tokens - 1, at: now };
}

function tooFar(retryAfter: number) {
  return fail(
    'implausible_movement',
    'This position is too far from your last one to be plausible. Try again in a moment, or choose a building by hand.',
    { retryAfter },
  );
}
