'use client';

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import type { State } from '@/clients/state/state';
import { countsAsUnread, readMarkOf, unreadIn } from '@/clients/state/unread';
import type { WireEntry } from '@/protocol/messages';
import { useClient, useClientState } from '../../connection/client-provider';
import type { Pages } from './use-pages';

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
  const { store } = useClient();
  const disconnected = useClientState(({ link }) => link.state === 'offline' || link.state === 'waiting');
  const [at, setAt] = useState<number | null>(null);
  const [opened, setOpened] = useState(false);
  const last = pages.entries.at(-1)?.seq ?? 0;
  const before = useRef(last);

  // The unread messages are loaded first, and nothing is shown before the line is known: before the first paint where
  // possible.
  useLayoutEffect(() => {
    if (opened || !conversation) return;
    const state = store.get();
    const readMark = readMarkOf(conversation, state.read);
    const { count } = unreadIn(conversation, state);
    // Without a connection it opens with what the page has.
    const waits = !disconnected || pages.entries.length === 0;
    if (count > 0 && pages.from > readMark + 1 && !pages.start && waits) {
      if (pages.from - readMark <= REACH) pages.before(pages.from - readMark + ROOM);
      else if (pages.busy === null) pages.around(readMark + 1);
      return;
    }
    setAt(firstUnread(pages.entries, conversation, state));
    setOpened(true);
  }, [opened, conversation, pages, store, disconnected]);

  useEffect(() => {
    const hasNewer = last > before.current;
    before.current = last;
    if (!opened || !conversation || !hasNewer || attentive) return;
    const first = firstUnread(pages.entries, conversation, store.get());
    if (first !== null) setAt(first);
  }, [last, opened, conversation, attentive, pages.entries, store]);

  return { at, opened, clear: useCallback(() => setAt(null), []) };
}

/** Returns the seq of the first unread message among the entries; null without one. */
function firstUnread(entries: readonly WireEntry[], conversation: Conversation, state: State): number | null {
  const readMark = readMarkOf(conversation, state.read);
  const first = entries.find((entry) => entry.seq > readMark && countsAsUnread(entry, state));
  return first?.seq ?? null;
}
