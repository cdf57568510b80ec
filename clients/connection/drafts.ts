import type { BrowserStorage, Draft } from './browser-storage';

/** The drafts of one user, by the key of the view. */
export interface Drafts {
  /** Returns the draft of a conversation, or null. The object is the same until the draft changes. */
  of(conversation: string): Draft | null;
  /** Returns the conversations that have a draft. The list is the same until it changes. */
  keys(): readonly string[];
  /** Sets the draft, as of now. A draft with neither text nor reply is deleted. */
  set(conversation: string, draft: Draft): void;
  /**
   * Deletes the draft, because a message carries it. Returns the field `draftAt` of that message if the server has the
   * draft, so that it is deleted there, too.
   */
  send(conversation: string): { draftAt?: number };
  subscribe(listener: () => void): () => void;
  /**
   * Loads the stored drafts and listens to other tabs; works in a browser only. Returns the function that stops it.
   */
  start(): () => void;

  /** Returns the drafts changed on this device that the server does not have yet, each with its time. */
  unsaved(): ReadonlyMap<string, Draft & { at: number }>;
  /** Notes that the server is given a draft, with its time by the server's clock, in milliseconds since 1970. */
  saving(conversation: string, serverAt: number): void;
  /** Notes that the server needs the draft of this time no more. */
  saved(conversation: string, at: number): void;
  /** Sets a draft of another device, unless the one here is at least as new. `serverAt` as above. */
  receive(conversation: string, draft: Draft & { at: number }, serverAt: number): void;
}

/** What is known of a draft beside its content; kept after its deletion, too. */
interface Status {
  /** When it was changed last, by this device's clock. */
  changed: number;
  unsaved: boolean;
  /** The time of the draft that the server has or is being given, by its clock; undefined when it has none. */
  serverAt?: number | undefined;
}

const isEmpty = ({ text, reply }: Draft) => text === '' && !reply;

/**
 * Returns the drafts that this browser stores. A draft of another tab replaces the one here, unless this tab has the
 * focus.
 */
export function openDrafts(storage: BrowserStorage): Drafts {
  const drafts = new Map<string, Draft>();
  const statuses = new Map<string, Status>();
  const listeners = new Set<() => void>();
  let keys: readonly string[] = [];

  function put(conversation: string, draft: Draft | null) {
    const known = drafts.has(conversation);
    if (draft) drafts.set(conversation, draft);
    else drafts.delete(conversation);
    if (known !== drafts.has(conversation)) keys = [...drafts.keys()];
    for (const listener of [...listeners]) listener();
  }

  function store(conversation: string, draft: Draft, status: Status) {
    statuses.set(conversation, status);
    const stored = isEmpty(draft) ? null : { ...draft, at: status.changed };
    if (stored === null && !drafts.has(conversation)) return;
    put(conversation, stored);
    storage.keepDraft(conversation, stored);
  }

  return {
    of: (conversation) => drafts.get(conversation) ?? null,
    keys: () => keys,
    set(conversation, draft) {
      if (isEmpty(draft) && !drafts.has(conversation)) return;
      const serverAt = statuses.get(conversation)?.serverAt;
      // A draft that the server never had needs no deletion there.
      const unsaved = !isEmpty(draft) || serverAt !== undefined;
      store(conversation, draft, { changed: Date.now(), unsaved, serverAt });
    },
    send(conversation) {
      const draftAt = statuses.get(conversation)?.serverAt;
      store(conversation, { text: '' }, { changed: Date.now(), unsaved: false });
      return draftAt === undefined ? {} : { draftAt };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      void storage.load().then((loaded) => {
        for (const [conversation, draft] of loaded.drafts) {
          const { at: changed = Date.now() } = draft;
          // A draft that was typed or received while loading can be newer.
          if (changed < (statuses.get(conversation)?.changed ?? 0)) continue;
          statuses.set(conversation, { changed, unsaved: true });
          put(conversation, draft);
        }
      });
      return storage.listen({
        draft(conversation, draft) {
          if (document.hasFocus()) return;
          const serverAt = statuses.get(conversation)?.serverAt;
          // The other tab saves it.
          statuses.set(conversation, { changed: draft?.at ?? Date.now(), unsaved: false, serverAt });
          put(conversation, draft);
        },
        unsent() {},
      });
    },
    unsaved() {
      const found = new Map<string, Draft & { at: number }>();
      for (const [conversation, { changed: at, unsaved }] of statuses)
        if (unsaved) found.set(conversation, { ...(drafts.get(conversation) ?? { text: '' }), at });
      return found;
    },
    saving(conversation, serverAt) {
      const status = statuses.get(conversation);
      if (status) statuses.set(conversation, { ...status, serverAt });
    },
    saved(conversation, at) {
      const status = statuses.get(conversation);
      if (status?.changed === at) statuses.set(conversation, { ...status, unsaved: false });
    },
    receive(conversation, draft, serverAt) {
      const status = statuses.get(conversation);
      if (status && status.changed >= draft.at) return;
      const { at: changed, ...content } = draft;
      store(conversation, content, {
        changed,
        unsaved: false,
        ...(!isEmpty(draft) && { serverAt }),
      });
    },
  };
}
