import type { Ask } from '@/clients/connection/request';
import { MAX_PHOTOS } from '@/protocol/photos';

/** Milliseconds after which a photo is asked for again: it may have changed. */
const FRESH_MS = 10 * 60_000;
/** The same where none was found: the user may just have come into sight of the one who asked. */
const NONE_MS = 60_000;
/** Milliseconds after a failed request before its people are asked for again. */
const RETRY_MS = 5_000;

/** The ids of people's photos, asked for in batches when they are needed. */
export interface PhotoIds {
  /**
   * Returns the id of the photo of a user, as last known; null without a photo, undefined while it is not known. Asks for
   * it if it is not known or old.
   */
  of(username: string): string | null | undefined;
  /** Calls `listener` when ids have changed. Returns the function that ends this. */
  subscribe(listener: () => void): () => void;
  /** Asks for every photo again when it is needed: after a block, or after the user's own photo changed. */
  refresh(): void;
  /** Asks for the photos of these users again when they are needed, if none is known: they came into sight. */
  appeared(usernames: Iterable<string>): void;
}

/** Creates the store; people asked for in the same turn share one request. */
export function createPhotoIds(options: { ask: Ask; now?: () => number }): PhotoIds {
  const now = options.now ?? Date.now;
  const known = new Map<string, { photo: string | null | undefined; until: number }>();
  const wanted = new Set<string>();
  const listeners = new Set<() => void>();

  async function request(users: string[]): Promise<void> {
    try {
      const { photos } = await options.ask('list_photos', { users });
      const found = new Map(photos.map(({ id, photo }) => [id, photo]));
      let changed = false;
      for (const user of users) {
        const photo = found.get(user) ?? null;
        changed ||= known.get(user)?.photo !== photo;
        known.set(user, { photo, until: now() + (photo ? FRESH_MS : NONE_MS) });
      }
      if (changed) for (const listener of listeners) listener();
    } catch {
      for (const user of users) known.set(user, { photo: known.get(user)?.photo, until: now() + RETRY_MS });
    }
  }

  function requestWanted(): void {
    const users = [...wanted];
    wanted.clear();
    for (let n = 0; n < users.length; n += MAX_PHOTOS) void request(users.slice(n, n + MAX_PHOTOS));
  }

  return {
    of(username) {
      const entry = known.get(username);
      if (!entry || entry.until <= now()) {
        if (wanted.size === 0) queueMicrotask(requestWanted);
        wanted.add(username);
        known.set(username, { photo: entry?.photo, until: now() + RETRY_MS });
      }
      return entry?.photo;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh() {
      for (const entry of known.values()) entry.until = 0;
      for (const listener of listeners) listener();
    },
    appeared(usernames) {
      let any = false;
      for (const username of usernames) {
        const entry = known.get(username);
        if (!entry || entry.photo) continue;
        entry.until = 0;
        any = true;
      }
      if (any) for (const listener of listeners) listener();
    },
  };
}
