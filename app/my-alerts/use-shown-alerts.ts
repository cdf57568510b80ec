'use client';

import { useEffect } from 'react';
import type { KnownAlert } from '@/clients/state/alerts';
import { shownKey, storedShownAlerts } from '@/clients/worker/shown-alerts';
import { useClient, useClientState } from '../connection/client-provider';

/**
 * Notes which revisions the page shows, on a card or on strips, once the page is visible: the server gets receipts, and the
 * service worker shows no older revision as a notification.
 */
export function useShownAlerts(card: KnownAlert | null, strips: readonly KnownAlert[]): void {
  const { dispatch } = useClient();
  const you = useClientState((state) => state.you.id);
  const alert = card?.alert;
  useEffect(() => {
    const note = () => {
      if (document.visibilityState !== 'visible') return;
      for (const known of [...(alert ? [alert] : []), ...strips.map((each) => each.alert)]) {
        dispatch({ type: 'alert noted', id: known.id, note: { shown: known.revision } });
        void storedShownAlerts().write(shownKey(you, known.id), known);
      }
    };
    note();
    document.addEventListener('visibilitychange', note);
    return () => document.removeEventListener('visibilitychange', note);
  }, [alert, strips, you, dispatch]);
}
