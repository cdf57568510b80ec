import type { Reason } from '@/protocol/reasons';

/** The lengths that an administrator chooses from, in days; `date` is a day of choice. */
export const LENGTHS = [1, 7, 30, 'date'] as const;
type Length = (typeof LENGTHS)[number];

/** A suspension that an administrator has not decided yet. */
export interface SuspensionDraft {
  reason: Reason | null;
  length: Length;
  /** The last day of the suspension, as a date field has it; '' while it is not chosen. */
  date: string;
  note: string;
}

export const NO_SUSPENSION: SuspensionDraft = { reason: null, length: 7, date: '', note: '' };

const DAY_MS = 86_400_000;

/**
 * Returns the body of the request that suspends a user; null while the draft is incomplete or ends in the past. A day of
 * choice is the last one of the suspension, in this device's time zone. `now` in milliseconds since 1970.
 */
export function suspensionOf({ reason, length, date, note }: SuspensionDraft, now: number) {
  const end = length === 'date' ? startOfNextDay(date) : now + length * DAY_MS;
  if (reason === null || !(end > now)) return null;
  const text = note.trim();
  return { reason, until: new Date(end).toISOString(), ...(text !== '' && { note: text }) };
}

/** Returns the end of a day as milliseconds since 1970; NaN for anything else than a date. */
function startOfNextDay(date: string): number {
  const [year, month, day] = date.split('-').map(Number);
  if (!year || !month || !day) return Number.NaN;
  return new Date(year, month - 1, day + 1).getTime();
}
