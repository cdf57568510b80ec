import type { AlertAnswer, AlertKind, AlertReason } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';

/** What decides which of two revisions of an alert is shown. */
export interface AlertVersion {
  kind: AlertKind;
  revision: number;
  active: boolean;
}

/** What a user answers to an alert; `place`, with `help` only, is where exactly. */
export interface Answer {
  answer: AlertAnswer;
  place?: string;
}

/** An alert as this client has it. */
export interface KnownAlert {
  /** The newest revision that has arrived. */
  alert: WireAlert;
  /** Why the user is told; null: known from the public list alone. */
  reason: AlertReason | null;
  answer: AlertAnswer | null;
  /** An answer that the server does not have yet; null for none. It is kept, so that a reload does not lose it. */
  due: Answer | null;
  /** The greatest revision that this client has shown; 0 for none. */
  shown: number;
  /** The greatest revision that the user has answered or closed; 0 for none. */
  closed: number;
}

/** The alerts that this client knows, by id. */
export type Alerts = Readonly<Record<string, KnownAlert>>;

/** What the user did with an alert, or the client. */
export type AlertNote = Partial<Pick<KnownAlert, 'shown' | 'closed' | 'answer' | 'due'>>;

/**
 * Returns whether a revision replaces what is known of its alert: it is newer, the alert has not ended, and it is of the
 * same kind, so that an exercise or a test never becomes a live alert [H3][H4].
 */
export function isNewer(next: AlertVersion, known: AlertVersion | undefined): boolean {
  return known === undefined || (known.active && next.revision > known.revision && next.kind === known.kind);
}

/** Returns the alerts with a revision that arrived; `reason` null: in the public list. */
export function receiveAlert(alerts: Alerts, alert: WireAlert, reason: AlertReason | null): Alerts {
  const known = alerts[alert.id];
  if (!known)
    return { ...alerts, [alert.id]: { alert, reason, answer: null, due: null, shown: 0, closed: 0 } };
  const newest = isNewer(alert, known.alert) ? alert : known.alert;
  const why = alert.kind === known.alert.kind ? (reason ?? known.reason) : known.reason;
  if (newest === known.alert && why === known.reason) return alerts;
  return { ...alerts, [alert.id]: { ...known, alert: newest, reason: why } };
}

/** Returns the alerts with what was noted of one; revisions only grow. */
export function noteAlert(alerts: Alerts, id: string, note: AlertNote): Alerts {
  const known = alerts[id];
  if (!known) return alerts;
  const next = {
    ...known,
    answer: note.answer ?? known.answer,
    due: note.due === undefined ? known.due : note.due,
    shown: Math.max(known.shown, note.shown ?? 0),
    closed: Math.max(known.closed, note.closed ?? 0),
  };
  const same =
    next.answer === known.answer &&
    next.due === known.due &&
    next.shown === known.shown &&
    next.closed === known.closed;
  return same ? alerts : { ...alerts, [id]: next };
}
