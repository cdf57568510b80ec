'use client';

import { useCallback, useEffect } from 'react';
import type { Conversation } from '@/clients/state/log';
import { readMarkOf } from '@/clients/state/unread';
import { useClient } from '../../connection/client-provider';
import type { Pages } from './use-pages';
import { isAtEnd, type Scroll } from './use-scroll';
import { useWindowFocus } from './use-window-focus';

/**
 * Moves the read mark up to the messages in sight while the window has the focus, but never past a message that was not in sight.
 * `opened`: the timeline is at its opening position, so what is in sight counts.
 */
export function useReadTracking(
  conversation: Conversation | null,
  pages: Pages,
  scroll: Scroll,
  opened: boolean,
): void {
  const { dispatch, store } = useClient();
  const focused = useWindowFocus();
  const { box, atBottom, going } = scroll;
  const { end, from } = pages;
  const id = conversation?.id;
  const cursor = conversation?.cursor ?? 0;

  const look = useCallback(() => {
    const element = box.current;
    const known = id === undefined ? undefined : store.get().log[id];
    // Scrolling past messages on the way to another does not read them.
    if (!opened || going() || !element || element.clientHeight === 0 || !known || !document.hasFocus())
      return;
    const readMark = readMarkOf(known, store.get().read);
    if (from > readMark + 1) return;
    const seq = end && isAtEnd(element) ? cursor : Math.max(readMark, lastInSight(element));
    if (seq > readMark) dispatch({ type: 'read', read: { [known.id]: seq } });
  }, [opened, going, box, id, store, from, end, cursor, dispatch]);

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

/** Returns the seq of the last message in sight; 0 without one. */
function lastInSight(box: HTMLElement): number {
  const { bottom } = box.getBoundingClientRect();
  const last = [...box.querySelectorAll<HTMLElement>('[data-seq]')].findLast(
    (message) => message.getBoundingClientRect().top + 24 <= bottom,
  );
  return Number(last?.dataset.seq ?? 0);
}
