import type { NotificationKind, NotificationLevel, NotificationOutcome } from '@/protocol/notifications';

/** What is known of a user and a message when it is decided whether the user is notified of it. */
export interface Candidate {
  userId: string;
  conversationId: string;
  seq: number;
  at: Date;
  /** Why the message concerns the user. */
  kind: NotificationKind;
  read: number;
  /** The last seq that a visible page of the user has shown. */
  shown: number;
  muted: boolean;
  /** The conversation is a message request of the user. */
  request: boolean;
  level: NotificationLevel | null;
  mutedUntil: Date | null;
  groups: boolean;
  quietFrom: number | null;
  quietUntil: number | null;
  timeZone: string | null;
  doNotDisturbUntil: Date | null;
}

/** Returns whether the user is notified (`due`), or the first reason why not. */
export function decide(candidate: Candidate, now: Date): NotificationOutcome {
  const { seq, kind, read, shown, muted, request, mutedUntil, doNotDisturbUntil } = candidate;
  if (read >= seq) return 'read';
  if (shown >= seq) return 'shown';
  if (request) return 'request';
  if (muted) return 'muted';
  if (mutedUntil && mutedUntil > now) return 'paused';
  if (!isChosen(kind, levelOf(candidate))) return 'not_chosen';
  if (doNotDisturbUntil && doNotDisturbUntil > now) return 'do_not_disturb';
  return isQuiet(candidate, now) ? 'quiet_hours' : 'due';
}

/** Returns the user's choice for the conversation, or the default of its kind. */
function levelOf({ level, kind, groups }: Candidate): NotificationLevel {
  return level ?? (kind === 'direct' || (kind === 'group' && groups) ? 'all' : 'mentions');
}

function isChosen(kind: NotificationKind, level: NotificationLevel): boolean {
  return level === 'all' || (level === 'mentions' && (kind === 'mention' || kind === 'reply'));
}

function isQuiet({ quietFrom: from, quietUntil: until, timeZone }: Candidate, now: Date): boolean {
  if (from === null || until === null || timeZone === null) return false;
  const minute = minuteOfDay(now, timeZone);
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

/** By the name of the time zone: to create one takes longer than everything else of a decision. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const MAX_CLOCKS = 1_000;

function minuteOfDay(now: Date, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: 'numeric', hourCycle: 'h23', timeZone });
    if (clocks.size >= MAX_CLOCKS) clocks.clear();
    clocks.set(timeZone, clock);
  }
  const parts = clock.formatToParts(now).map(({ type, value }) => [type, Number(value)]);
  const { hour = 0, minute = 0 } = Object.fromEntries(parts) as Record<string, number>;
  return hour * 60 + minute;
}
