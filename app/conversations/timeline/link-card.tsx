'use client';

import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import type { LinkCards } from '@/clients/link-cards/link-cards';
import type { WireLinkCard } from '@/protocol/messages';
import { firstLink } from '@/texts/first-link';

/** The cards of the open conversation; null where the operator has not switched them on. */
export const LinkCardsContext = createContext<LinkCards | null>(null);

interface Props {
  text: string;
  /** Null: the message is not sent yet, and its card shows the host only. */
  seq: number | null;
}

/**
 * Shows the card of the first link of a message. It has one size, with and without what the page says about itself, so
 * that nothing moves when that arrives.
 */
export function LinkCard({ text, seq }: Props) {
  const cards = useContext(LinkCardsContext);
  const href = useMemo(() => (cards ? firstLink(text) : null), [cards, text]);
  if (!cards || href === null || new URL(href).origin === location.origin) return null;
  return seq === null ? <Card href={href} card={null} /> : <SentCard cards={cards} href={href} seq={seq} />;
}

function SentCard({ cards, href, seq }: { cards: LinkCards; href: string; seq: number }) {
  const get = () => cards.of(seq, href);
  return <Card href={href} card={useSyncExternalStore(cards.subscribe, get, get)} />;
}

function Card({ href, card }: { href: string; card: WireLinkCard | null }) {
  const { hostname, pathname, search } = new URL(href);
  const host = hostname.replace(/^www\./, '');
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      className="mt-1 mb-1 flex h-18 w-80 max-w-full flex-col justify-center overflow-hidden rounded-control border border-line bg-card px-3 text-ink no-underline"
    >
      <span dir="auto" className="truncate font-medium text-sm">
        {card?.title ?? host}
      </span>
      <span dir="auto" className="truncate text-soft text-xs">
        {card ? (card.description ?? card.site ?? host) : `${pathname}${search}`}
      </span>
      {card && (card.description || card.site) && (
        <span className="truncate text-soft text-tiny">{host}</span>
      )}
    </a>
  );
}
