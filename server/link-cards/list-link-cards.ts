import type { WireLinkCard } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { presentEntry, readEntries } from '@/server/conversations/store/entries';
import { firstLink } from '@/texts/first-link';
import type { LinkCardsContext } from './context';
import { findCards } from './store';

/** Milliseconds after a message for which its page may not have been claimed yet. */
const NEW_MS = 10_000;

/**
 * Returns the cards of the first links of messages of a conversation, by seq, and the seqs whose cards are still being
 * made. Messages without a card, and those that the actor may not read, are left out. Requests no page: who reads a
 * message, and when, must not be seen by the host of its link.
 */
export async function listLinkCards(
  app: LinkCardsContext,
  { actor, conversationId, seqs }: { actor: Actor; conversationId: string; seqs: readonly number[] },
): Promise<{ cards: { seq: number; card: WireLinkCard }[]; waiting: number[] }> {
  assertUser(actor);
  const none = { cards: [], waiting: [] };
  if (!app.linkCards.on) return none;
  const refs = [...new Set(seqs)].map((seq) => ({ conversationId, seq }));
  const rows = await readEntries(app.db.pool, refs, actor.userId);
  const links = rows.flatMap((row) => {
    const { seq, change, message } = presentEntry(row, actor.userId);
    const href = change || message.deletedAt ? null : firstLink(message.text);
    const isNew = Date.now() - Date.parse(message.editedAt ?? message.at) < NEW_MS;
    return href === null ? [] : { seq, href, isNew };
  });
  if (links.length === 0) return none;
  const found = await findCards(
    app.db,
    links.map(({ href }) => href),
  );
  return {
    cards: links.flatMap(({ seq }, n) => {
      const card = found[n];
      return card && typeof card !== 'string' ? { seq, card } : [];
    }),
    waiting: links
      .filter(({ isNew }, n) => found[n] === 'waiting' || (found[n] === 'unknown' && isNew))
      .map(({ seq }) => seq),
  };
}
