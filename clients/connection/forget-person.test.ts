import { afterEach, expect, test, vi } from 'vitest';
import { forgetPerson } from './forget-person';

afterEach(() => vi.unstubAllGlobals());

/** Runs the source alone, as the inline script of the sign-in page does. */
const run = () => new Function(`return (${forgetPerson})()`)() as Promise<void>;

/** Provides what a browser stores and shows of a user. A frozen page has the database open. Returns what is left. */
function browser({ databases = true } = {}) {
  const left = {
    web: new Map(
      ['session', 'tab', 'sharing', 'location', 'push', 'enter'].map((key) => [`quad.${key}`, '1']),
    ),
    records: new Map([
      ['keys', 1],
      ['records', 3],
    ]),
    deleted: false,
    notifications: 2,
    badge: true,
    subscribed: true,
  };
  const storage = { removeItem: (key: string) => left.web.delete(key) };
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('sessionStorage', storage);
  /** Returns the target of an event that follows. */
  const later = <T extends object>(type: string, members: T) => {
    const target = Object.assign(new EventTarget(), members);
    queueMicrotask(() => target.dispatchEvent(new Event(type)));
    return target;
  };
  const database = {
    close() {},
    transaction: () =>
      later('complete', {
        objectStore: (store: string) => ({ clear: () => void left.records.set(store, 0) }),
      }),
  };
  vi.stubGlobal('indexedDB', {
    open() {
      if (!databases) throw new DOMException('forbidden');
      return later('success', { result: database });
    },
    deleteDatabase() {
      left.deleted = true;
      return later('blocked', {});
    },
  });
  const subscription = {
    unsubscribe: async () => {
      left.subscribed = false;
    },
  };
  vi.stubGlobal('navigator', {
    clearAppBadge: async () => {
      left.badge = false;
    },
    serviceWorker: {
      getRegistration: async () => ({
        getNotifications: async () => [1, 2].map(() => ({ close: () => void left.notifications-- })),
        pushManager: { getSubscription: async () => subscription },
      }),
    },
  });
  return left;
}

test('[U10] a browser keeps neither keys nor records of who signed out, even while a frozen page has them open', async () => {
  const left = browser();
  await run();
  expect([...left.records.values()]).toEqual([0, 0]);
  expect(left.deleted).toBe(true);
  expect([...left.web.keys()]).toEqual(['quad.enter']);
});

test('[U10] the notifications, the badge and the subscription of who signed out end, also where storage is forbidden', async () => {
  const left = browser({ databases: false });
  await run();
  expect(left).toMatchObject({ notifications: 0, badge: false, subscribed: false });
});
