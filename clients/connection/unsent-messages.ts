import { type Outgoing, waiting } from '../state/outgoing';
import type { BrowserStorage } from './browser-storage';
import type { Store } from './store';

const KEY = 'quad.tab';
/** A page that is loaded again has its lock back within this; a tab that was closed never has. */
const RELOAD_MS = 3_000;

/**
 * Keeps the unsent messages of this tab, and takes up those of tabs that were closed. A tab sends only what is its
 * own, which a lock that ends with the page says; where a browser has no locks (a page that came over plain http)
 * every tab sends everything, which does no harm: the client id makes them one. `pump` sends. Returns how to stop.
 */
export function persistUnsentMessages(options: {
  store: Store;
  kept: BrowserStorage;
  pump: () => void;
}): () => void {
  const { store, kept, pump } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const locks = 'locks' in navigator ? navigator.locks : null;
  let tab = sessionStorage.getItem(KEY) ?? newTab();
  const watched = new Set<string>();
  let stopKeeping = () => {};

  async function begin() {
    if (locks && !(await hold(tab))) {
      // A copy of a tab that is still there.
      tab = newTab();
      await hold(tab);
    }
    sessionStorage.setItem(KEY, tab);
    const { unsent } = await kept.load();
    if (signal.aborted) return;
    take(unsent.get(tab) ?? []);
    let before = store.get().outgoing;
    if (before.length > 0) void kept.keepUnsent(tab, before);
    const stopWriting = store.subscribe(() => {
      const { outgoing } = store.get();
      if (outgoing === before) return;
      before = outgoing;
      void kept.keepUnsent(tab, outgoing);
    });
    const stopListening = kept.listen({ draft() {}, unsent: watch });
    stopKeeping = () => {
      stopWriting();
      stopListening();
    };
    for (const other of unsent.keys()) watch(other);
  }

  function take(messages: readonly Outgoing[]) {
    if (messages.length === 0) return;
    // Whatever was under way has lost its answer.
    const outgoing = messages.map((message) => (message.state === 'failed' ? message : waiting(message)));
    store.dispatch({ type: 'recalled', outgoing });
    pump();
  }

  /** Waits until the tab is gone, and then has its messages. */
  function watch(other: string) {
    if (other === tab || watched.has(other)) return;
    watched.add(other);
    // Stopped, or storage that is away: they are there at the next start.
    void takeUp(other).catch(() => {});
  }

  async function takeUp(other: string): Promise<void> {
    if (locks) await locks.request(nameOf(other), { signal }, async () => {});
    await new Promise((resolve) => setTimeout(resolve, locks ? RELOAD_MS : 0));
    if (signal.aborted) return;
    const adopt = async (lock: Lock | null) => {
      if (locks && !lock) return false;
      take((await kept.load()).unsent.get(other) ?? []);
      // Ours first: better twice than not at all.
      await kept.keepUnsent(tab, store.get().outgoing);
      await kept.keepUnsent(other, []);
      return true;
    };
    const adopted = locks
      ? await locks.request(nameOf(other), { ifAvailable: true }, adopt)
      : await adopt(null);
    if (!adopted && !signal.aborted) return takeUp(other);
    watched.delete(other);
  }

  /** Holds a tab's lock until the page goes. False when another page has it and keeps it. */
  function hold(id: string): Promise<boolean> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(RELOAD_MS / 3)]);
    return new Promise((resolve) => {
      const held = locks?.request(nameOf(id), { signal: patience }, () => {
        resolve(true);
        return new Promise<void>((release) => signal.addEventListener('abort', () => release()));
      });
      held?.catch(() => resolve(false));
    });
  }

  void begin().catch(() => {});
  return () => {
    stopping.abort();
    stopKeeping();
  };
}

const newTab = () => crypto.getRandomValues(new Uint32Array(4)).join('-');
const nameOf = (tab: string) => `quad-unsent-${tab}`;
