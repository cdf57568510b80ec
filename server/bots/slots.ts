import { Cron } from 'croner';
import { fail } from '@/protocol/errors';

/** A slot that is this late was missed: no node ran, or the bot was not authorised. */
const MISSED_AFTER_MS = 60_000;
/** The maximum number of missed slots that are looked at, because each takes up to a millisecond. */
const MAX_MISSED = 100;

/**
 * The slots of a schedule: instants, in order. Where the minute is one number, a time that the clock leaves out, because it
 * is put forward, is the first instant after the gap, and of a time that occurs twice, because it is put back, the first
 * one counts. Where the minutes are a list, a step or a star, they are counted as the clock shows them: none in the gap,
 * and all of both hours.
 */
export interface Slots {
  /** Returns the first slot after an instant; null when there is none. */
  after(at: Date): Date | null;
}

/** Returns the slots of five fields of cron, in a time zone. Throws `bad_request`. */
export function slotsOf(cron: string, timeZone: string): Slots {
  try {
    const pattern = new Cron(cron, { timezone: timeZone, mode: '5-part' });
    return { after: (at) => pattern.nextRun(at) };
  } catch {
    throw fail('bad_request', 'cron: must be five fields of cron, as in "0 12 * * 1-5"', { field: 'cron' });
  }
}

/** Returns the next `count` slots after an instant. */
export function nextSlots(slots: Slots, at: Date, count: number): Date[] {
  const next: Date[] = [];
  for (let slot = slots.after(at); slot && next.length < count; slot = slots.after(slot)) next.push(slot);
  return next;
}

/**
 * Returns what to do now about a schedule whose next slot `due` has come: the last slot that has come, whether it runs (not
 * if it was missed, unless it makes up for all that were), and the next slot.
 */
export function dueSlot(
  slots: Slots,
  { due, now, catchUp }: { due: Date; now: Date; catchUp: boolean },
): { run: boolean; slot: Date; next: Date | null } {
  let slot = due;
  let next = slots.after(slot);
  for (let seen = 0; next && next <= now && seen < MAX_MISSED; seen += 1) {
    slot = next;
    next = slots.after(slot);
  }
  if (next && next <= now) next = slots.after(now);
  const late = now.getTime() - slot.getTime() > MISSED_AFTER_MS;
  return { run: !late || catchUp, slot, next };
}
