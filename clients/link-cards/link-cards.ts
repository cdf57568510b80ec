import type { Ask } from '@/clients/connection/request';
import type { MAX_LINK_CARDS } from '@/protocol/fields';
import type { WireLinkCard } from '@/protocol/messages';

// Only the type is imported: the value would add the parser of the whole protocol to the page.
const MAX_ASKED: typeof MAX_LINK_CARDS = 50;
/** Milliseconds before a card that is still being made is asked for again. */
const AGAIN_MS = [1_500, 3_000, 6_000];

/** The cards of the links in the messages of one conversation, asked for in batches when they are needed. */
export interface LinkCards {
  /**
   * Returns the card of the link in the message at a seq; null when there is none, or none is known yet. Asks for it the
   * first time. `href` is the link, which an edit can change.
   */
  of(seq: number, href: string): WireLinkCard | null;
  /** Calls `listener` when cards have arrived. Returns the function that ends this. */
  subscribe(listener: () => void): () => void;
}

/** Creates the store; messages asked for in the same turn share one request. */
export function createLinkCards({ ask, conversation }: { ask: Ask; conversation: string }): LinkCards {
  const known = new Map<string, WireLinkCard | null>();
  const wanted = new Map<number, string>();
  const listeners = new Set<() => void>();
  const keyOf = (seq: number, href: string) => `${seq} ${href}`;

  async function request(links: [seq: number, href: string][], tries: number): Promise<void> {
    try {
      const seqs = links.map(([seq]) => seq);
      const { cards, waiting } = await ask('list_link_cards', { conversation, seqs });
      for (const { seq, card } of cards)
        for (const [, href] of links.filter(([asked]) => asked === seq)) known.set(keyOf(seq, href), card);
      if (cards.length > 0) for (const listener of listeners) listener();
      const delay = AGAIN_MS[tries];
      const rest = links.filter(([seq]) => waiting.includes(seq));
      if (rest.length > 0 && delay !== undefined) setTimeout(() => void request(rest, tries + 1), delay);
    } catch {
      // They are asked for again when they are shown again.
      for (const [seq, href] of links) known.delete(keyOf(seq, href));
    }
  }

  function requestWanted(): void {
    const links = [...wanted];
    wanted.clear();
    for (let n = 0; n < links.length; n += MAX_ASKED) void request(links.slice(n, n + MAX_ASKED), 0);
  }

  return {
    of(seq, href) {
      const key = keyOf(seq, href);
      const card = known.get(key);
      if (card === undefined) {
        known.set(key, null);
        if (wanted.size === 0) queueMicrotask(requestWanted);
        wanted.set(seq, href);
      }
      return card ?? null;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
