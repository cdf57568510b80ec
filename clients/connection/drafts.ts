import type { BrowserStorage, Draft } from './browser-storage';

export interface Drafts {
  /** What was begun in a conversation; the same object as long as it is the same draft. */
  of(conversation: string): Draft | null;
  /** The conversations that have one; the same list as long as they are the same. */
  keys(): readonly string[];
  /** A draft without text that answers nothing is none. */
  set(conversation: string, draft: Draft): void;
  subscribe(listener: () => void): () => void;
  /** Brings back what was kept, and listens to other tabs; in a browser only. Returns how to stop. */
  start(): () => void;
}

/** Drafts as this browser keeps them; what another tab writes comes here, too, unless this is where one is writing. */
export function openDrafts(kept: BrowserStorage): Drafts {
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
      const kind = draft.text === '' && !draft.reply ? null : draft;
      if (kind === null && !drafts.has(conversation)) return;
      put(conversation, kind);
      kept.keepDraft(conversation, kind);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      void kept.load().then((loaded) => {
        for (const [conversation, draft] of loaded.drafts) {
          // What was typed while it loaded is newer.
          if (!drafts.has(conversation)) put(conversation, draft);
        }
      });
      return kept.listen({
        draft(conversation, draft) {
          if (!document.hasFocus()) put(conversation, draft);
        },
        unsent() {},
      });
    },
  };
}
