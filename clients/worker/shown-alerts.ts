import type { AlertVersion } from '../state/alerts';

/** clients/connection/forget-person.ts knows the name, too. */
const DATABASE = 'quad-alerts';
const STORE = 'shown';
/** Milliseconds after which a revision is forgotten: no push service keeps an alert for as long. */
const KEPT_MS = 2 * 86_400_000;

/** The newest revisions of alerts that this browser has shown, by user and alert. */
export interface ShownAlerts {
  read(key: string): Promise<AlertVersion | undefined>;
  write(key: string, version: AlertVersion): Promise<void>;
}

interface Stored extends AlertVersion {
  key: string;
  at: number;
}

/** The key of a user's alert. */
export const shownKey = (user: string, alert: string) => `${user} ${alert}`;

/**
 * Returns the revisions that this browser stores, without a text: the service worker ends and starts again between two push
 * messages. Where storage is forbidden they are known while the script runs.
 */
export function storedShownAlerts(): ShownAlerts {
  const known = new Map<string, AlertVersion>();
  return {
    async read(key) {
      const stored = await work((store) => answer<Stored | undefined>(store.get(key))).catch(() => undefined);
      const remembered = known.get(key);
      return stored && stored.revision > (remembered?.revision ?? 0) ? stored : remembered;
    },
    async write(key, { kind, revision, active }) {
      known.set(key, { kind, revision, active });
      await work(async (store) => {
        const at = Date.now();
        for (const { key: old } of (await answer<Stored[]>(store.getAll())).filter(
          (each) => each.at < at - KEPT_MS,
        ))
          store.delete(old);
        await answer(store.put({ key, kind, revision, active, at } satisfies Stored));
      }).catch(() => {});
    },
  };
}

/** Opens the database for one piece of work: one that stays open would delay its deletion. */
async function work<T>(use: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.addEventListener('upgradeneeded', () =>
    opening.result.createObjectStore(STORE, { keyPath: 'key' }),
  );
  const database = await answer(opening);
  try {
    return await use(database.transaction(STORE, 'readwrite').objectStore(STORE));
  } finally {
    database.close();
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}
