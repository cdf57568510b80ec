import type { BrowserStorage } from '@/clients/connection/browser-storage';
import { isEncrypted } from '@/clients/connection/vault';
import { attachmentPath } from '@/protocol/attachments';
import { backoff } from '@/protocol/backoff';

/** The small sizes of the photos of messages. Loaded when they are shown, and kept in this browser, not in its HTTP cache. */
interface Pictures {
  /** Returns the URL of a photo, `'gone'` when the user cannot see it any more, or null while it is loading. */
  of(id: string): string | null;
  /** Whether `of` returns it at once. */
  holds(id: string): boolean;
  /** Holds a photo that was sent from here, which need not be loaded. */
  put(id: string, photo: Blob): void;
  /** Tries again at once to load what could not be loaded; otherwise that waits for longer and longer. */
  retry(): void;
  /** Deletes the kept photos but those that `ids` has: the others' messages were deleted, or are not kept. */
  keepOnly(ids: ReadonlySet<string>): Promise<void>;
  /** Calls the listener when a photo was loaded. Returns the function that ends this. */
  subscribe(listener: () => void): () => void;
}

type Storage = Pick<BrowserStorage, 'get' | 'write' | 'keepOnly'>;

/** What `Pictures.of` returns for a photo that cannot be seen any more. */
export const GONE = 'gone';
/** The most photos in memory, and the most that a browser keeps, of some 40 kB each. */
const MAX_HELD = 200;
const MAX_KEPT = 400;
/** Milliseconds before what could not be loaded is loaded again, as in protocol/backoff.ts. */
const RETRY_MS = { first: 5_000, longest: 60_000 };
/** The key of the record with the ids of the kept photos, oldest first. */
const INDEX = 'pictures';

const opened = new WeakMap<Storage, Pictures>();

/** Returns the pictures of a storage; each storage has one such object. */
export function picturesOf(storage: Storage): Pictures {
  const pictures = opened.get(storage) ?? createPictures(storage);
  opened.set(storage, pictures);
  return pictures;
}

/** `load` returns the photo of an id; null when the user may not see it. Rejects without an answer. */
export function createPictures(storage: Storage, load = loadSmall): Pictures {
  const urls = new Map<string, string>();
  const loading = new Set<string>();
  /** The timers of photos that could not be loaded. */
  const failed = new Map<string, ReturnType<typeof setTimeout>>();
  /** How often in a row a photo could not be loaded. */
  const failures = new Map<string, number>();
  const listeners = new Set<() => void>();
  let index: Promise<string[]> | undefined;
  const readIndex = () => (index ??= storage.get('state', INDEX).then((ids) => (ids as string[]) ?? []));

  function put(id: string, url: string) {
    urls.set(id, url);
    failures.delete(id);
    const [oldest] = urls.keys();
    if (urls.size > MAX_HELD && oldest !== undefined) {
      URL.revokeObjectURL(urls.get(oldest) ?? '');
      urls.delete(oldest);
    }
    notify();
  }

  function notify() {
    for (const listener of [...listeners]) listener();
  }

  /** Lets a photo be loaded again after a time, if it is shown then. */
  function fail(id: string) {
    const times = failures.get(id) ?? 0;
    failures.set(id, times + 1);
    const again = () => {
      failed.delete(id);
      notify();
    };
    failed.set(id, setTimeout(again, backoff(times, RETRY_MS)));
  }

  async function read(id: string): Promise<void> {
    const kept = await storage.get('picture', id);
    if (kept instanceof ArrayBuffer) return put(id, URL.createObjectURL(new Blob([kept])));
    const photo = await load(id);
    if (!photo) return put(id, GONE);
    put(id, URL.createObjectURL(photo));
    if (isEncrypted()) await keep(id, await photo.arrayBuffer());
  }

  async function keep(id: string, photo: ArrayBuffer) {
    const ids = await readIndex();
    ids.push(id);
    for (const old of ids.splice(0, Math.max(0, ids.length - MAX_KEPT)))
      void storage.write('picture', old, undefined);
    void storage.write('picture', id, photo);
    await storage.write('state', INDEX, ids);
  }

  return {
    of(id) {
      const url = urls.get(id);
      if (url !== undefined) {
        // The photos that were shown last stay.
        urls.delete(id);
        urls.set(id, url);
        return url;
      }
      if (!loading.has(id) && !failed.has(id)) {
        loading.add(id);
        void read(id)
          .catch(() => fail(id))
          .finally(() => loading.delete(id));
      }
      return null;
    },
    holds: (id) => urls.has(id),
    put: (id, photo) => put(id, URL.createObjectURL(photo)),
    retry() {
      for (const timer of failed.values()) clearTimeout(timer);
      failed.clear();
      failures.clear();
      notify();
    },
    async keepOnly(ids) {
      const kept = (await readIndex()).filter((id) => ids.has(id));
      index = Promise.resolve(kept);
      await storage.keepOnly('picture', async () => kept);
      await storage.write('state', INDEX, kept);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function loadSmall(id: string): Promise<Blob | null> {
  const response = await fetch(attachmentPath(id, 'small'));
  if (response.ok) return response.blob();
  if (response.status === 404) return null;
  throw new Error(`picture: ${response.status}`);
}
