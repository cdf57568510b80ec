import type { NotificationOutcome } from '@/protocol/notifications';
import { deviceOf } from '@/server/accounts/device';
import { isUnsent, type Pushed } from './push-client';
import type { DeviceResult } from './store/notifications';
import type { Subscription } from './store/subscriptions';

/** One attempt to notify a device; `pushed` is null for a device that does not take this kind. */
interface Attempt {
  device: Subscription;
  pushed: Pushed | null;
}

/** Milliseconds before each further attempt; after the last one the notification has failed. */
const RETRY_MS = [15_000, 60_000, 300_000, 1_800_000, 7_200_000];

/** Milliseconds before a message is sent that a push service was not asked to take. */
export const UNSENT_MS = 2_000;

/** Returns what is stored of attempts; `before` are the results of earlier ones. */
export function resultsOf(before: readonly DeviceResult[], attempts: readonly Attempt[]) {
  const devices = new Map(before.map((each) => [each.id, each]));
  const results: { signInId: string; failure: string | null }[] = [];
  for (const { device, pushed } of attempts) {
    const { signInId: id } = device;
    devices.set(id, { id, name: nameOf(device), result: pushed?.result ?? 'direct_only' });
    if (pushed && !isUnsent(pushed)) results.push({ signInId: id, failure: failureOf(pushed) });
  }
  return {
    devices: [...devices.values()],
    displayed: attempts.some(({ pushed }) => pushed?.result === 'accepted'),
    results,
    ended: attempts.flatMap(({ device, pushed }) => (pushed?.result === 'ended' ? device : [])),
  };
}

/** Returns whether a notification is decided, or when it is tried again. */
export function nextAttempt(
  attemptsBefore: number,
  devices: readonly DeviceResult[],
  attempts: readonly Attempt[],
): { outcome: NotificationOutcome } | { retryMs: number; uncounted?: true } {
  const has = (result: DeviceResult['result']) => devices.some((device) => device.result === result);
  const asked = attempts.filter(({ pushed }) => pushed?.result === 'later');
  if (asked.length > 0 && asked.every(({ pushed }) => isUnsent(pushed)))
    return { retryMs: UNSENT_MS, uncounted: true };
  const wait = RETRY_MS[attemptsBefore];
  if (has('later') && wait !== undefined) {
    const waits = attempts.flatMap(({ pushed }) => (pushed?.result === 'later' ? (pushed.retryMs ?? 0) : []));
    return { retryMs: Math.max(wait, ...waits) };
  }
  if (has('accepted')) return { outcome: 'sent' };
  if (has('later') || has('refused')) return { outcome: 'failed' };
  return { outcome: has('direct_only') ? 'not_chosen' : 'gone' };
}

/** Returns a failure as its user is shown it; null for none. */
export function failureOf(pushed: Pushed): string | null {
  if (pushed.result === 'accepted') return null;
  if (!('status' in pushed)) return pushed.result;
  return pushed.status === null ? 'unreachable' : String(pushed.status);
}

/** Returns the name of a device, as in "Firefox, Linux". */
function nameOf({ userAgent }: Subscription): string {
  const { browser, system } = deviceOf(userAgent);
  return [browser, system].filter(Boolean).join(', ') || '?';
}
