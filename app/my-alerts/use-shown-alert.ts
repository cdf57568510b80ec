'use client';

import { useEffect } from 'react';
import type { KnownAlert } from '@/clients/state/alerts';
import { shownKey, storedShownAlerts } from '@/clients/worker/shown-alerts';
import { useClient, useClientState } from '../connection/client-provider';

/**
 * Notes that the page shows a revision, once the page is visible: the server gets a receipt, and the service worker shows no
 * older revision as a notification.
 */
export function useShownAlert(known: KnownAlert | null): void {
  const { dispatch } = useClient();
  const you = useClientState((state) => state.you.id);
  const alert = known?.alert;
  useEffect(() => {
    if (!alert) return;
    const { id, revision } = alert;
    const note = () => {
      if (document.visibilityState !== 'visible') return;
      dispatch({ type: 'alert noted', id, note: { shown: revision } });
      void storedShownAlerts().write(shownKey(you, id), alert);
    };
    note();
    document.addEventListener('visibilitychange', note);
    return () => document.removeEventListener('visibilitychange', note);
  }, [alert, you, dispatch]);
}
