import type { BrowserStorage } from '@/clients/connection/browser-storage';
import type { Ask } from '@/clients/connection/request';
import { MAX_PHOTOS, photoPath } from '@/protocol/photos';
import { createPhotoIds } from './photo-ids';

/** The most photos that a browser keeps. */
const MAX_KEPT = 500;

/** The key of the record with the `erasures` of the server when the kept photos were checked last. No username is empty. */
const CHECKED = '';

/** A photo that this browser keeps: its id, and the small size as a data URL. */
interface KeptPhoto {
  photo: string;
  url: string;
}

/** The photos of people: loaded when they are needed, and kept in this browser, not in its HTTP cache. */
export interface Photos {
  /**
   * Returns the URL of the photo of a user, as last known; null without a photo, or while it is not loaded. `connected`:
   * asks for it if it is not known or old.
   */
  of(username: string, size: 'small' | 'large', connected: boolean): string | null;
  /** Calls `listener` when photos have changed. Returns the function that ends this. */
  subscribe(listener: () => void): () => void;
  /** Asks for every photo again when it is needed: after a block, or after the user's own photo changed. */
  refresh(): void;
  /** Asks for the photos of these users again if none is known: they came into sight, and may be seen now. */
  appeared(usernames: Iterable<string>): void;
  /** Deletes the kept photos of these users, who were erased. */
  erase(usernames: readonly string[]): void;
  /**
   * Deletes the kept photos of users who have none any more, if a user was erased since the last check. `erasures` is the
   * server's value of now.
   */
  check(erasures: string): Promise<void>;
}

/** Creates the store, and reads the kept photos. `load` returns the small size of a photo as a data URL. */
export function createPhotos(options: {
  ask: Ask;
  storage: Pick<BrowserStorage, 'read' | 'write'>;
  load?: (id: string) => Promise<string>;
}): Photos {
  const { ask, storage, load = loadSmall } = options;
  const ids = createPhotoIds(options);
  const kept = new Map<string, KeptPhoto>();
  /** Loading, or failed. */
  const tried = new Set<string>();
  const listeners = new Set<() => void>();
  let checked: unknown;

  function put(username: string, photo: KeptPhoto | null) {
    if (photo) kept.set(username, photo);
    else kept.delete(username);
    void storage.write('photo', username, photo ?? undefined);
  }

  async function fetchPhoto(username: string, photo: string) {
    if (tried.has(photo)) return;
    tried.add(photo);
    const url = await load(photo).catch(() => null);
    if (url === null) return;
    put(username, { photo, url });
    for (const listener of listeners) listener();
  }

  function erase(usernames: readonly string[]) {
    const erased = usernames.filter((username) => kept.has(username));
    for (const username of erased) put(username, null);
    if (erased.length > 0) for (const listener of listeners) listener();
  }

  async function readKept() {
    const found = (await storage.read('photo')) as Map<string, KeptPhoto>;
    checked = found.get(CHECKED);
    found.delete(CHECKED);
    let count = 0;
    for (const [username, photo] of found) {
      if (++count > MAX_KEPT) void storage.write('photo', username, undefined);
      else if (!kept.has(username)) kept.set(username, photo);
    }
    if (count > 0) for (const listener of listeners) listener();
  }

  const read = readKept();
  return {
    of(username, size, connected) {
      const id = connected ? ids.of(username) : undefined;
      const known = kept.get(username);
      if (id === null && known) put(username, null);
      if (id === null) return null;
      if (id !== undefined && size === 'large') return photoPath(id, size);
      if (id !== undefined && known?.photo !== id) void fetchPhoto(username, id);
      return known?.url ?? null;
    },
    subscribe(listener) {
      const stop = ids.subscribe(listener);
      listeners.add(listener);
      return () => {
        stop();
        listeners.delete(listener);
      };
    },
    refresh() {
      tried.clear();
      ids.refresh();
    },
    appeared: ids.appeared,
    erase,
    async check(erasures) {
      await read;
      if (erasures === checked) return;
      const users = [...kept.keys()];
      for (let n = 0; n < users.length; n += MAX_PHOTOS) {
        const some = users.slice(n, n + MAX_PHOTOS);
        const { photos } = await ask('list_photos', { users: some });
        const found = new Set(photos.map(({ id }) => id));
        erase(some.filter((username) => !found.has(username)));
      }
      checked = erasures;
      void storage.write('photo', CHECKED, erasures);
    },
  };
}

async function loadSmall(id: string): Promise<string> {
  const response = await fetch(photoPath(id, 'small'));
  if (!response.ok) throw new Error(`photo: ${response.status}`);
  const data = await response.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(data);
  });
}
