import { ALERT_KINDS } from '@/protocol/alert-kinds';
import type { WireAlert, WireOwnAlert } from '@/protocol/alerts';
import { type Alerts, type KnownAlert, noteAlert, receiveAlert } from './alerts';

// Apart from clients/state/alerts.ts, which is part of the first page.

/** Milliseconds for which an alert is kept after it has ended, as the server sends it. */
const KEPT_MS = 86_400_000;

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

/** Returns the alerts without those that ended more than a day ago, or must have; `now` is the server's time in milliseconds. */
export function forgetOldAlerts(alerts: Alerts, now: number): Alerts {
  return only(
    alerts,
    ({ alert: { active, at, expires } }) => Date.parse(active ? expires : at) > now - KEPT_MS,
  );
}

/**
 * Returns whether an alert should have ended by itself, which this client cannot confirm without a connection; `now` is the
 * server's time in milliseconds since 1970.
 */
export const isOverdue = ({ active, expires }: Pick<WireAlert, 'active' | 'expires'>, now: number): boolean =>
  active && Date.parse(expires) <= now;

/** Returns the alerts as they are at a time (the server's, in milliseconds): one that should have ended by itself has. */
export function alertsAt(alerts: Alerts, now: number): Alerts {
  if (!Object.values(alerts).some(({ alert }) => isOverdue(alert, now))) return alerts;
  return Object.fromEntries(Object.entries(alerts).map(([id, known]) => [id, knownAt(known, now)]));
}

/** Returns an alert as it is at a time, as `alertsAt` does. */
export const knownAt = (known: KnownAlert, now: number): KnownAlert =>
  isOverdue(known.alert, now)
    ? { ...known, alert: { ...known.alert, type: 'expired', active: false } }
    : known;

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
