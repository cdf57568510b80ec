import type { BrowserStorage, Draft } from './browser-storage';

/** The drafts of one user, by conversation. */
export interface Drafts {
  /** Returns the draft of a conversation, or null. The object is the same until the draft changes. */
  of(conversation: string): Draft | null;
  /** Returns the conversations that have a draft. The list is the same until it changes. */
  keys(): readonly string[];
  /** Sets the draft. A draft with neither text nor reply is deleted. */
  set(conversation: string, draft: Draft): void;
  subscribe(listener: () => void): () => void;
  /**
   * Loads the stored drafts and listens to other tabs; works in a browser only. Returns the function that stops it.
   */
  start(): () => void;
}

/**
 * Returns the drafts that this browser stores. A draft of another tab replaces the one here, unless this tab has the
 * focus.
 */
export function openDrafts(storage: BrowserStorage): Drafts {
  const drafts = new Map<string, Draft>();
  const listeners = new Set<() => void>();
  let keys: readonly string[] = [];

  function put(conversation: string, draft: Draft | null) {
    const known = drafts.has(conversation);
    if (draft) drafts.set(conversation, draft);
    else drafts.delete(conversation);
    if (known !== drafts.has(conversation)) keys = [...drafts.keys()];
    for (const listener of [...listeners]) listener();
  }

  return {
    of: (conversation) => drafts.get(conversation) ?? null,
    keys: () => keys,
    set(conversation, draft) {
      const stored = draft.text === '' && !draft.reply ? null : draft;
      if (stored === null && !drafts.has(conversation)) return;
      put(conversation, stored);
      storage.keepDraft(conversation, stored);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      void storage.load().then((loaded) => {
        for (const [conversation, draft] of loaded.drafts) {
          // A draft that was typed while loading is newer.
          if (!drafts.has(conversation)) put(conversation, draft);
        }
      });
      return storage.listen({
        draft(conversation, draft) {
          if (!document.hasFocus()) put(conversation, draft);
        },
        unsent() {},
      });
    },
  };
}
