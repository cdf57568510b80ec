'use client';

import { useEffect } from 'react';
import { receiveOwn } from '@/clients/state/alert-lists';
import { useClient, useClientState } from '../connection/client-provider';
import { get } from '../ui/post';

/** Milliseconds within which the pages that have just connected ask, so that they do not ask all at once. */
const SPREAD_MS = 10_000;

/**
 * Reads what the server has of the user's alerts after each connection, if this browser knows alerts from before: answers of
 * other devices, and which alerts are over.
 */
export function useOwnAlerts(): void {
  const { store, dispatch } = useClient();
  const ready = useClientState(({ link }) => link.state === 'ready');
  useEffect(() => {
    if (!ready || Object.keys(store.get().alerts).length === 0) return;
    const timer = setTimeout(async () => {
      const answer = await get('/api/v1/alerts');
      const { alerts, clock } = store.get();
      if (answer.ok)
        dispatch({ type: 'alerts', alerts: receiveOwn(alerts, answer.body, Date.now() + clock) });
    }, Math.random() * SPREAD_MS);
    return () => clearTimeout(timer);
  }, [ready, store, dispatch]);
}
