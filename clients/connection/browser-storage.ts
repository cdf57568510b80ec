import { clear, createStore, delMany, entries, setMany, type UseStore } from 'idb-keyval';
import type { Outgoing } from '../state/outgoing';

/** What a message is an answer to, as much as is shown of it. */
export interface Quoted {
  /** The message's id, and its seq in the conversation. */
  id: string;
  seq: number;
  name: string;
  text: string;
}

/** What was begun in a conversation and not sent. */
export interface Draft {
  text: string;
  reply?: Quoted;
}

/**
 * What outlives the page, in this browser's IndexedDB: one user's drafts by conversation, and unsent messages by the
 * tab that they belong to. Where storage is full or forbidden everything works; it only won't survive a reload.
 */
export interface BrowserStorage {
  load(): Promise<{ drafts: Map<string, Draft>; unsent: Map<string, readonly Outgoing[]> }>;
  keepDraft(conversation: string, draft: Draft | null): void;
  /** Resolves once it is kept. No messages: nothing is kept for that tab. */
  keepUnsent(tab: string, messages: readonly Outgoing[]): Promise<void>;
  /** What other tabs of this browser keep from now on. Returns how to stop listening. */
  listen(listener: Listener): () => void;
  /** Deletes all of it, and keeps no more: the user has signed out. */
  forget(): Promise<void>;
}

interface Listener {
  draft(conversation: string, draft: Draft | null): void;
  /** A tab has unsent messages. */
  unsent(tab: string): void;
}

type StorageNotice = { draft: string; value: Draft | null } | { unsent: string };

const DRAFT = 'draft:';
const UNSENT = 'unsent:';

export function openBrowserStorage(username: string): BrowserStorage {
  const name = `quad-${username}`;
  // Opened when first used: the server, which draws the page first, has neither.
  let opened: { store: UseStore; channel: BroadcastChannel } | undefined;
  const open = () => (opened ??= { store: createStore(name, 'kept'), channel: new BroadcastChannel(name) });
  /** The latest of each key that is still to be written; undefined: to be deleted. */
  let pending = new Map<string, unknown>();
  let writing: Promise<void> | null = null;
  let forgotten = false;

  function write(key: string, value: unknown): Promise<void> {
    if (forgotten) return Promise.resolve();
    pending.set(key, value);
    writing ??= flush().finally(() => {
      writing = null;
    });
    return writing;
  }

  async function flush(): Promise<void> {
    while (pending.size > 0) {
      const batch = [...pending];
      pending = new Map();
      const gone = batch.flatMap(([key, value]) => (value === undefined ? [key] : []));
      const kept = batch.filter(([, value]) => value !== undefined);
      const { store } = open();
      await Promise.all([setMany(kept, store), delMany(gone, store)]).catch(() => {});
    }
  }

  return {
    async load() {
      const all = await entries<string, unknown>(open().store).catch(() => []);
      const under = <T>(prefix: string) =>
        new Map(
          all.flatMap(([key, value]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), value as T]] : [],
          ),
        );
      return { drafts: under<Draft>(DRAFT), unsent: under<readonly Outgoing[]>(UNSENT) };
    },
    keepDraft(conversation, draft) {
      void write(DRAFT + conversation, draft ?? undefined);
      open().channel.postMessage({ draft: conversation, value: draft } satisfies StorageNotice);
    },
    async keepUnsent(tab, messages) {
      await write(UNSENT + tab, messages.length > 0 ? messages : undefined);
      if (messages.length > 0) open().channel.postMessage({ unsent: tab } satisfies StorageNotice);
    },
    listen(listener) {
      const heard = ({ data }: MessageEvent<StorageNotice>) => {
        if ('draft' in data) listener.draft(data.draft, data.value);
        else listener.unsent(data.unsent);
      };
      const { channel } = open();
      channel.addEventListener('message', heard);
      return () => channel.removeEventListener('message', heard);
    },
    async forget() {
      forgotten = true;
      pending.clear();
      await writing;
      await clear(open().store).catch(() => {});
    },
  };
}
