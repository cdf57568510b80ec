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

/** Seqs that one page brings: what is unread further back than that is gone to. */
const REACH = 180;
const ROOM = 20;

export interface UnreadLine {
  /** The line is above the message of this seq. */
  at: number | null;
  /** It is known where the line is, or that there is none. */
  opened: boolean;
  /** Goes, because one has answered. */
  clear(): void;
}

/**
 * Where what is new begins. The line is drawn when the conversation opens and stays while it is open; what comes while
 * nobody looks draws it anew.
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

  // What is unread is fetched first: nothing is shown before the line is. In time for the first picture, if it can be.
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
 * Tells what was read: what is in sight while the window has the focus, and nothing that something unseen comes
 * before. `opened`: what is in sight is where the conversation was opened; before that all of it may be for a moment.
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
    // Where it only passes through nothing was seen.
    if (!opened || going() || !element || element.clientHeight === 0 || !known || !document.hasFocus())
      return;
    const seen = readIn(known, store.get().read);
    if (from > seen + 1) return;
    const seq = end && isAtEnd(element) ? cursor : lastInSight(element, entries, seen);
    if (seq > seen) dispatch({ type: 'read', read: { [known.id]: seq } });
  }, [opened, going, box, id, store, from, end, cursor, entries, dispatch]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: at the end by whatever way, all is seen
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

/** The last of the unseen messages that is in sight; `seen` when none is. */
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
