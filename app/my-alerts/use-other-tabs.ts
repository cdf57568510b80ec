'use client';

import { useCallback, useEffect, useRef } from 'react';
import type { AlertNote } from '@/clients/state/alerts';
import { useClient, useClientState } from '../connection/client-provider';

interface Noted {
  id: string;
  note: AlertNote;
}

/** Returns the function that notes what the user did with an alert, in this tab and in the user's others. */
export function useOtherTabs(): (id: string, note: AlertNote) => void {
  const { dispatch } = useClient();
  const you = useClientState((state) => state.you.id);
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    const opened = new BroadcastChannel(`quad-alerts-${you}`);
    channel.current = opened;
    opened.addEventListener('message', ({ data }: MessageEvent<Noted>) =>
      dispatch({ type: 'alert noted', ...data }),
    );
    return () => opened.close();
  }, [you, dispatch]);
  return useCallback(
    (id, note) => {
      dispatch({ type: 'alert noted', id, note });
      channel.current?.postMessage({ id, note } satisfies Noted);
    },
    [dispatch],
  );
}
