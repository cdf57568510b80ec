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

type OpenStore = Awaited<ReturnType<typeof openStore>>;

async function openStore(name: string) {
  const keyval = await import('idb-keyval');
  return { keyval, store: keyval.createStore(name, 'kept') };
}

/** Returns the storage of one user. Failures of IndexedDB are ignored. */
export function openBrowserStorage(username: string): BrowserStorage {
  const name = `quad-${username}`;
  // Opened at the first use: the server, which renders the page first, has neither IndexedDB nor BroadcastChannel. The
  // library is loaded then, too, because the first render does not need it.
  let opened: Promise<OpenStore> | undefined;
  let channel: BroadcastChannel | undefined;
  const open = () =>
    (opened ??= openStore(name).catch((error) => {
      opened = undefined; // the next use tries again
      throw error;
    }));
  const channelOf = () => (channel ??= new BroadcastChannel(name));
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
      await open()
        .then(({ keyval, store }) =>
          Promise.all([keyval.setMany(stored, store), keyval.delMany(deleted, store)]),
        )
        .catch(() => {});
    }
  }

  return {
    async load() {
      const all = await open()
        .then(({ keyval, store }) => keyval.entries<string, unknown>(store))
        .catch(() => []);
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
      channelOf().postMessage({ draft: conversation, value: draft } satisfies StorageNotice);
    },
    async keepUnsent(tab, messages) {
      await write(UNSENT + tab, messages.length > 0 ? messages : undefined);
      if (messages.length > 0) channelOf().postMessage({ unsent: tab } satisfies StorageNotice);
    },
    listen(listener) {
      const onMessage = ({ data }: MessageEvent<StorageNotice>) => {
        if ('draft' in data) listener.draft(data.draft, data.value);
        else listener.unsent(data.unsent);
      };
      const from = channelOf();
      from.addEventListener('message', onMessage);
      return () => from.removeEventListener('message', onMessage);
    },
    async forget() {
      forgotten = true;
      pending.clear();
      await writing;
      await open()
        .then(({ keyval, store }) => keyval.clear(store))
        .catch(() => {});
    },
  };
}
