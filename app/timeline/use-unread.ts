'use client';

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import type { Blocks } from '@/clients/state/state';
import { countsAsUnread, readIn, unreadIn } from '@/clients/state/views';
import type { WireEntry } from '@/protocol/messages';
import { useQuad, useQuadState } from '../connection/quad-provider';
import type { Pages } from './use-pages';
import { isAtEnd, type Scroll } from './use-scroll';
import { useWindowFocus } from './use-window-focus';

/** Seqs that one page of history covers: an unread message further back is loaded around its own seq. */
const REACH = 180;
const ROOM = 20;

export interface UnreadLine {
  /** The line is above the message with this seq; null without a line. */
  at: number | null;
  /** Whether it is known where the line is, or that there is none. */
  opened: boolean;
  /** Removes the line, because the user sent a message. */
  clear(): void;
}

/**
 * Returns the unread line. It is set when the conversation opens and stays while it is open; messages that arrive
 * while the window has no focus set it anew.
 */
export function useUnreadLine(
  conversation: Conversation | null,
  pages: Pages,
  attentive: boolean,
): UnreadLine {
  const you = useQuadState((state) => state.you.id);
  const { store } = useQuad();
  const [at, setAt] = useState<number | null>(null);
  const [opened, setOpened] = useState(false);
  const last = pages.entries.at(-1)?.seq ?? 0;
  const before = useRef(last);

  // The unread messages are loaded first, and nothing is shown before the line is known: before the first paint where
  // possible.
  useLayoutEffect(() => {
    if (opened || !conversation) return;
    const { read, blocks } = store.get();
    const seen = readIn(conversation, read);
    const { count } = unreadIn(conversation, { read, you, blocks });
    if (count > 0 && pages.from > seen + 1 && !pages.start) {
      if (pages.from - seen <= REACH) pages.before(pages.from - seen + ROOM);
      else if (pages.busy === null) pages.around(seen + 1);
      return;
    }
    setAt(firstUnread(pages.entries, seen, you, blocks));
    setOpened(true);
  }, [opened, conversation, pages, store, you]);

  useEffect(() => {
    const news = last > before.current;
    before.current = last;
    if (!opened || !conversation || !news || attentive) return;
    const { read, blocks } = store.get();
    const first = firstUnread(pages.entries, readIn(conversation, read), you, blocks);
    if (first !== null) setAt(first);
  }, [last, opened, conversation, attentive, pages.entries, store, you]);

  return { at, opened, clear: useCallback(() => setAt(null), []) };
}

function firstUnread(
  entries: readonly WireEntry[],
  seen: number,
  you: string,
  blocks: Blocks,
): number | null {
  const first = entries.find((entry) => entry.seq > seen && countsAsUnread(entry, you, blocks));
  return first?.seq ?? null;
}

/**
 * Moves the read mark up to the messages in sight while the window has the focus, but never past an unseen message.
 * `opened`: the timeline is at its opening position, so what is in sight counts.
 */
export function useReadTracking(
  conversation: Conversation | null,
  pages: Pages,
  scroll: Scroll,
  opened: boolean,
): void {
  const { dispatch, store } = useQuad();
  const focused = useWindowFocus();
  const { box, atBottom, going } = scroll;
  const { end, from, entries } = pages;
  const id = conversation?.id;
  const cursor = conversation?.cursor ?? 0;

  const look = useCallback(() => {
    const element = box.current;
    const known = id === undefined ? undefined : store.get().log[id];
    // Scrolling past messages on the way to another does not read them.
    if (!opened || going() || !element || element.clientHeight === 0 || !known || !document.hasFocus())
      return;
    const seen = readIn(known, store.get().read);
    if (from > seen + 1) return;
    const seq = end && isAtEnd(element) ? cursor : lastInSight(element, entries, seen);
    if (seq > seen) dispatch({ type: 'read', read: { [known.id]: seq } });
  }, [opened, going, box, id, store, from, end, cursor, entries, dispatch]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: reaching the end in any way reads all
  useEffect(() => {
    if (focused) look();
  }, [focused, look, atBottom]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [box, look]);
}

/** Returns the seq of the last unseen message in sight; `seen` without one. */
function lastInSight(box: HTMLElement, entries: readonly WireEntry[], seen: number): number {
  const { bottom } = box.getBoundingClientRect();
  let last = seen;
  for (let i = entries.findIndex(({ seq }) => seq > seen); i >= 0 && i < entries.length; i++) {
    const { seq } = entries[i] as WireEntry;
    const element = box.querySelector(`[data-seq="${seq}"]`);
    if (!element || element.getBoundingClientRect().top + 24 > bottom) break;
    last = seq;
  }
  return last;
}
