'use client';

import { useEffect } from 'react';
import { lastAt } from '@/clients/state/log';
import { useClient, useClientState } from '../connection/client-provider';

/** The newest conversations of which messages are kept although they were not opened, and the messages of each. */
const CONVERSATIONS = 10;
const MESSAGES = 30;

/**
 * Loads the latest messages of the newest conversations of which the page has none, so that they can be read without a
 * network. A browser that keeps them asks once.
 */
export function useKeepHistory(): void {
  const { ask, dispatch, store } = useClient();
  const ready = useClientState(({ loaded, link }) => loaded && link.state === 'ready');
  useEffect(() => {
    if (!ready || !navigator.serviceWorker?.controller) return;
    let stopped = false;
    const load = async () => {
      const newest = Object.values(store.get().log)
        .sort((a, b) => lastAt(b).localeCompare(lastAt(a)))
        .slice(0, CONVERSATIONS);
      for (const { id } of newest) {
        // It may have been opened meanwhile.
        const now = store.get().log[id];
        if (!now?.info || now.entries.length > 0 || now.start) continue;
        const page = await ask('history', { conversation: id, before: now.from, limit: MESSAGES });
        if (stopped) return;
        dispatch({ type: 'history', conversation: id, page });
      }
    };
    // Without an answer they are asked for at the next visit.
    load().catch(() => {});
    return () => {
      stopped = true;
    };
  }, [ready, ask, dispatch, store]);
}
