import type { Locale } from '../i18n/locale';
import { post } from '../ui/post';

/**
 * Whether this browser is notified. `off`: it can be; `blocked`: the browser refuses; `install`: only an installed app can
 * be; `unsupported`: the browser has no push messages.
 */
export type DeviceState = 'on' | 'off' | 'blocked' | 'install' | 'unsupported';

/** The endpoint that this browser told the server last, under this key of localStorage. */
const KEY = 'quad.push';

/** Returns the state of this browser; `known`: the server has a subscription of its sign-in. */
export async function readDevice(known: boolean): Promise<DeviceState> {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window))
    return isAppleMobile() && !isInstalled() ? 'install' : 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  return known && (await subscriptionOf()) !== null ? 'on' : 'off';
}

/**
 * Asks the user for the permission, subscribes, and tells the server. Call it for a tap: browsers ask then only. Throws
 * when the browser cannot subscribe or the server refuses.
 */
export async function turnOn(key: string, language: Locale): Promise<DeviceState> {
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') return permission === 'denied' ? 'blocked' : 'off';
  const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
  await navigator.serviceWorker.ready;
  // One that the server does not know may have another key, or have ended.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  await subscribe(registration, key, language);
  return 'on';
}

/** Ends the subscription of this browser, here and on the server. */
export async function turnOff(): Promise<void> {
  localStorage.removeItem(KEY);
  await (await subscriptionOf())?.unsubscribe().catch(() => {});
  const answer = await post('/api/v1/notifications/unsubscribe', {});
  if (!answer.ok) throw new Error(answer.code);
}

/**
 * Subscribes again if the browser has changed or dropped the subscription that the server has: browsers do so without
 * telling the worker reliably.
 */
export async function keepSubscription(language: Locale): Promise<void> {
  const told = localStorage.getItem(KEY);
  if (told === null || !('serviceWorker' in navigator) || Notification.permission !== 'granted') return;
  if ((await subscriptionOf())?.endpoint === told) return;
  const answer = await fetch('/api/v1/notifications');
  const { key } = (await answer.json()) as { key?: string | null };
  if (key) await subscribe(await navigator.serviceWorker.ready, key, language);
}

async function subscribe(
  registration: ServiceWorkerRegistration,
  key: string,
  language: Locale,
): Promise<void> {
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint = '', keys: { p256dh = '', auth = '' } = {} } = subscription.toJSON();
  const answer = await post('/api/v1/notifications/subscribe', {
    endpoint,
    keys: { p256dh, auth },
    language,
  });
  if (!answer.ok) throw new Error(answer.code);
  localStorage.setItem(KEY, endpoint);
}

async function subscriptionOf(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Whether the page runs as an installed app. */
const isInstalled = () => matchMedia('(display-mode: standalone)').matches;

/** Whether it is an iPhone or an iPad, which identifies itself as a Mac. */
const isAppleMobile = () =>
  /iPhone|iPad/.test(navigator.userAgent) ||
  (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
