import { ALERT_KINDS, type AlertAnswer, type AlertKind, type AlertReason } from '@/protocol/alert-kinds';
import type { WireAlert, WireOwnAlert } from '@/protocol/alerts';

/** What decides which of two revisions of an alert is shown. */
export interface AlertVersion {
  kind: AlertKind;
  revision: number;
  active: boolean;
}

/** An alert as this client has it. */
export interface KnownAlert {
  /** The newest revision that has arrived. */
  alert: WireAlert;
  /** Why the user is told; null: known from the public list alone. */
  reason: AlertReason | null;
  answer: AlertAnswer | null;
  /** The greatest revision that this client has shown; 0 for none. */
  shown: number;
  /** The greatest revision that the user has answered or closed; 0 for none. */
  closed: number;
}

/** The alerts that this client knows, by id. */
export type Alerts = Readonly<Record<string, KnownAlert>>;

/** What the user did with an alert, or the client. */
export type AlertNote = Partial<Pick<KnownAlert, 'shown' | 'closed' | 'answer'>>;

/** Milliseconds for which an alert is kept after it has ended, as the server sends it. */
const KEPT_MS = 86_400_000;

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
  if (!known) return { ...alerts, [alert.id]: { alert, reason, answer: null, shown: 0, closed: 0 } };
  const newest = isNewer(alert, known.alert) ? alert : known.alert;
  const why = alert.kind === known.alert.kind ? (reason ?? known.reason) : known.reason;
  if (newest === known.alert && why === known.reason) return alerts;
  return { ...alerts, [alert.id]: { ...known, alert: newest, reason: why } };
}

/**
 * Returns the alerts with those of the public list, which names nobody: of an exercise or a test only whoever was told
 * learns more.
 */
export function receiveList(alerts: Alerts, list: readonly WireAlert[]): Alerts {
  return list
    .filter(({ id, kind }) => kind === 'live' || alerts[id])
    .reduce((next, alert) => receiveAlert(next, alert, null), alerts);
}

/**
 * Returns the alerts with what the server has of the user: reasons, and answers, also of other devices. One that the
 * server has forgotten is forgotten; `now` is the server's time in milliseconds since 1970.
 */
export function receiveOwn(alerts: Alerts, own: readonly WireOwnAlert[], now: number): Alerts {
  const listed = new Set(own.map(({ alert }) => alert.id));
  const known = only(alerts, ({ alert }) => listed.has(alert.id) || Date.parse(alert.at) > now - KEPT_MS);
  return own.reduce((next, { alert, reason, answer }) => {
    const received = receiveAlert(next, alert, reason);
    return answer === null ? received : noteAlert(received, alert.id, { answer });
  }, known);
}

/** Returns the alerts with what was noted of one; revisions only grow. */
export function noteAlert(alerts: Alerts, id: string, note: AlertNote): Alerts {
  const known = alerts[id];
  if (!known) return alerts;
  const next = {
    ...known,
    answer: note.answer ?? known.answer,
    shown: Math.max(known.shown, note.shown ?? 0),
    closed: Math.max(known.closed, note.closed ?? 0),
  };
  const same = next.answer === known.answer && next.shown === known.shown && next.closed === known.closed;
  return same ? alerts : { ...alerts, [id]: next };
}

/** Returns the alerts with those that this browser kept of an earlier visit; each part is the newer one. */
export function restoreAlerts(alerts: Alerts, kept: Alerts): Alerts {
  return Object.values(kept).reduce(
    (next, { alert, reason, ...note }) =>
      noteAlert(receiveAlert(next, alert, reason), alert.id, {
        ...note,
        answer: next[alert.id]?.answer ?? note.answer,
      }),
    alerts,
  );
}

/** Returns the alerts without those that ended more than a day ago, or must have; `now` is the server's time in milliseconds. */
export function forgetOldAlerts(alerts: Alerts, now: number): Alerts {
  return only(
    alerts,
    ({ alert: { active, at, expires } }) => Date.parse(active ? expires : at) > now - KEPT_MS,
  );
}

/** Returns the alerts for which a condition holds: the same object if it holds for all. */
function only(alerts: Alerts, holds: (known: KnownAlert) => boolean): Alerts {
  const entries = Object.entries(alerts);
  const kept = entries.filter(([, known]) => holds(known));
  return kept.length === entries.length ? alerts : Object.fromEntries(kept);
}

/**
 * Returns the alerts to show, live ones first and the newest first: active ones, and those that ended of which this client
 * has shown an earlier revision.
 */
export function alertsToShow(alerts: Alerts): KnownAlert[] {
  return Object.values(alerts)
    .filter(({ alert, shown }) => alert.active || shown > 0)
    .sort(
      ({ alert: a }, { alert: b }) =>
        ALERT_KINDS.indexOf(a.kind) - ALERT_KINDS.indexOf(b.kind) || b.issued.localeCompare(a.issued),
    );
}

/**
 * Returns whether an alert is shown over everything: the user has neither answered nor closed its revision, and it concerns
 * the user. Of the public list these are alerts of a campus, or of the user's building (an id); null: at an unknown place.
 */
export function isUnseen({ alert, reason, closed }: KnownAlert, building: string | null): boolean {
  if (closed >= alert.revision) return false;
  const { campus, buildings } = alert.area;
  return (
    reason !== null || campus !== null || building === null || buildings.some(({ id }) => id === building)
  );
}
