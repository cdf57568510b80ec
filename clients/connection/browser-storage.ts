import { clear, createStore, delMany, entries, setMany, type UseStore } from 'idb-keyval';
import type { Outgoing } from '../state/outgoing';

/** The message that a reply answers, as far as the page shows it. */
export interface Quoted {
  /** `id` is the message's id, `seq` its seq in the conversation. */
  id: string;
  seq: number;
  name: string;
  text: string;
}

/** A text that is not yet sent, and the message that it answers. */
export interface Draft {
  text: string;
  reply?: Quoted;
  /** When it was written, by the clock of this device, in milliseconds since 1970. */
  at?: number;
}

/**
 * Data of one user in this browser's IndexedDB: drafts by conversation, and unsent messages by tab. Where storage is
 * full or forbidden the page still works; the data then does not survive a reload.
 */
export interface BrowserStorage {
  load(): Promise<{ drafts: Map<string, Draft>; unsent: Map<string, readonly Outgoing[]> }>;
  keepDraft(conversation: string, draft: Draft | null): void;
  /** Resolves once the messages are stored. An empty list deletes the tab's messages. */
  keepUnsent(tab: string, messages: readonly Outgoing[]): Promise<void>;
  /** Calls the listener for each change that another tab stores. Returns the function that stops listening. */
  listen(listener: Listener): () => void;
  /** Deletes all data and stores nothing more. Called when the user signs out. */
  forget(): Promise<void>;
}

interface Listener {
  draft(conversation: string, draft: Draft | null): void;
  /** Another tab stored unsent messages. */
  unsent(tab: string): void;
}

type StorageNotice = { draft: string; value: Draft | null } | { unsent: string };

const DRAFT = 'draft:';
const UNSENT = 'unsent:';

/** Returns the storage of one user. Failures of IndexedDB are ignored. */
export function openBrowserStorage(username: string): BrowserStorage {
  const name = `quad-${username}`;
  // Opened at the first use: the server, which renders the page first, has neither IndexedDB nor BroadcastChannel.
  let opened: { store: UseStore; channel: BroadcastChannel } | undefined;
  const open = () => (opened ??= { store: createStore(name, 'kept'), channel: new BroadcastChannel(name) });
  /** The latest value of each key that is still to be written; undefined deletes the key. */
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
      const deleted = batch.flatMap(([key, value]) => (value === undefined ? [key] : []));
      const stored = batch.filter(([, value]) => value !== undefined);
      const { store } = open();
      await Promise.all([setMany(stored, store), delMany(deleted, store)]).catch(() => {});
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
      const onMessage = ({ data }: MessageEvent<StorageNotice>) => {
        if ('draft' in data) listener.draft(data.draft, data.value);
        else listener.unsent(data.unsent);
      };
      const { channel } = open();
      channel.addEventListener('message', onMessage);
      return () => channel.removeEventListener('message', onMessage);
    },
    async forget() {
      forgotten = true;
      pending.clear();
      await writing;
      await clear(open().store).catch(() => {});
    },
  };
}
