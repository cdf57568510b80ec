import type { WireAttachment } from '@/protocol/messages';
import type { Outgoing } from '../state/outgoing';
import type { Kind, Vault } from './vault';

/** The message that a reply answers, as far as the page shows it. */
export interface Quoted {
  /** `id` is the message's id, `seq` its seq in the conversation. */
  id: string;
  seq: number;
  name: string;
  text: string;
  attachments?: readonly Pick<WireAttachment, 'kind'>[];
}

/** A text that is not yet sent, and the message that it answers. */
export interface Draft {
  text: string;
  reply?: Quoted;
  /** When it was written, by the clock of this device, in milliseconds since 1970. */
  at?: number;
}

/**
 * Data of one user in this browser: drafts by conversation, unsent messages by tab, and what clients/connection/keep-state.ts
 * stores. Where storage is full or forbidden the page still works; the data then does not survive a reload.
 */
export interface BrowserStorage {
  load(): Promise<{ drafts: Map<string, Draft>; unsent: Map<string, readonly Outgoing[]> }>;
  /** Returns the stored values of a kind by their keys; none where storage fails. */
  read(kind: Kind): Promise<Map<string, unknown>>;
  /** Returns a stored value; undefined where there is none, or storage fails. */
  get(kind: Kind, key: string): Promise<unknown>;
  /** Stores a value; undefined deletes it. Values that are written in the same turn are stored together. Resolves once it is stored, or cannot be. */
  write(kind: Kind, key: string, value: unknown): Promise<void>;
  /** Deletes the values of a kind, as they are now, whose keys `keys` does not return afterwards. */
  keepOnly(kind: Kind, keys: () => Promise<Iterable<string>>): Promise<void>;
  keepDraft(conversation: string, draft: Draft | null): void;
  /** Resolves once the messages are stored. An empty list deletes the tab's messages. */
  keepUnsent(tab: string, messages: readonly Outgoing[]): Promise<void>;
  /** Calls the listener for each change that another tab stores. Returns the function that stops listening. */
  listen(listener: Listener): () => void;
  /** Deletes all data and the key, and stores nothing more. Called when the sign-in has ended. */
  forget(): Promise<void>;
}

interface Listener {
  draft(conversation: string, draft: Draft | null): void;
  /** Another tab stored unsent messages. */
  unsent(tab: string): void;
}

type StorageNotice = { draft: string; value: Draft | null } | { unsent: string };

/** Returns the storage of one user. Failures of IndexedDB are ignored. */
export function openBrowserStorage(username: string): BrowserStorage {
  // Opened at the first use: the server, which renders the page first, has neither IndexedDB nor BroadcastChannel. The
  // code is loaded then, too, because the first render does not need it.
  let opened: Promise<Vault> | undefined;
  let openedBefore = false;
  let channel: BroadcastChannel | undefined;
  const channelOf = () => (channel ??= new BroadcastChannel(`quad-${username}`));
  /** The latest values that are still to be written, by kind and key. */
  let pending = new Map<Kind, Map<string, unknown>>();
  let writing: Promise<void> | null = null;
  let forgetting: Promise<void> | null = null;

  async function open(): Promise<Vault> {
    const { openVault, reopenVault } = await import('./vault');
    const vault = await (openedBefore ? reopenVault(username) : openVault(username));
    openedBefore = true;
    return vault;
  }

  async function tryWith<T>(work: (vault: Vault) => Promise<T>): Promise<T> {
    opened ??= open();
    const used = opened;
    try {
      return await work(await used);
    } catch (error) {
      // The next use opens the vault again: browsers close databases of pages that sleep.
      if (opened === used) opened = undefined;
      void used.then((vault) => vault.close()).catch(() => {});
      throw error;
    }
  }

  /** Works with the vault, which is opened again once if that fails. */
  const withVault = <T>(work: (vault: Vault) => Promise<T>) => tryWith(work).catch(() => tryWith(work));

  async function read(kind: Kind): Promise<Map<string, unknown>> {
    if (forgetting) return new Map();
    return withVault((vault) => vault.read(kind)).catch(() => new Map());
  }

  function write(kind: Kind, key: string, value: unknown): Promise<void> {
    if (forgetting) return Promise.resolve();
    const values = pending.get(kind) ?? new Map<string, unknown>();
    pending.set(kind, values.set(key, value));
    writing ??= flush().finally(() => {
      writing = null;
    });
    return writing;
  }

  async function flush(): Promise<void> {
    // What is written in the same turn belongs together.
    await null;
    while (pending.size > 0) {
      const batch = pending;
      pending = new Map();
      await withVault((vault) => vault.write(batch)).catch(() => {});
    }
  }

  async function destroy(): Promise<void> {
    pending.clear();
    await writing;
    await opened?.then((vault) => vault.close()).catch(() => {});
    await import('./forget-person').then(({ forgetPerson }) => forgetPerson()).catch(() => {});
  }

  return {
    read,
    write,
    async get(kind, key) {
      // What is still to be written is the latest value.
      const values = pending.get(kind);
      if (values?.has(key)) return values.get(key);
      await writing;
      return forgetting ? undefined : withVault((vault) => vault.get(kind, key)).catch(() => undefined);
    },
    async keepOnly(kind, keys) {
      if (!forgetting) await withVault((vault) => vault.keepOnly(kind, keys)).catch(() => {});
    },
    async load() {
      const [drafts, unsent] = await Promise.all([read('draft'), read('unsent')]);
      return {
        drafts: drafts as Map<string, Draft>,
        unsent: unsent as Map<string, readonly Outgoing[]>,
      };
    },
    keepDraft(conversation, draft) {
      void write('draft', conversation, draft ?? undefined);
      channelOf().postMessage({ draft: conversation, value: draft } satisfies StorageNotice);
    },
    async keepUnsent(tab, messages) {
      await write('unsent', tab, messages.length > 0 ? messages : undefined);
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
    forget() {
      // Once: a later sign-in has its own data.
      forgetting ??= destroy();
      return forgetting;
    },
  };
}
