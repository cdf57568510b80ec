'use client';

import { useCallback, useEffect, useRef } from 'react';
import type { Conversation } from '@/clients/state/log';
import { useClient } from '../../connection/client-provider';

/** The messages of one page of history. */
const PAGE = 50;
/** Milliseconds for which a pointer must rest on a conversation. */
const REST_MS = 80;

/**
 * Returns the handlers that load the latest messages of a conversation when the user points at it, so that it opens with
 * them. A conversation of which the page has messages is left alone.
 */
export function usePrefetch(conversation: Conversation | null) {
  const { ask, dispatch, store } = useClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);

  const load = useCallback(() => {
    const { link } = store.get();
    if (!conversation || conversation.entries.length > 0 || conversation.start || asked.current) return;
    if (link.state !== 'ready') return;
    asked.current = true;
    const { id, from } = conversation;
    ask('history', { conversation: id, before: from, limit: PAGE }).then(
      (page) => dispatch({ type: 'history', conversation: id, page }),
      () => {
        asked.current = false;
      },
    );
  }, [conversation, ask, dispatch, store]);

  return {
    onPointerEnter() {
      clearTimeout(timer.current);
      timer.current = setTimeout(load, REST_MS);
    },
    onPointerLeave: () => clearTimeout(timer.current),
    onPointerDown: load,
  };
}
