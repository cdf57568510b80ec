'use client';

import { useEffect } from 'react';
import { useClient, useClientState } from '../connection/client-provider';
import { useLazyImport } from '../ui/use-lazy-import';

// Loaded when there is a notice.
const loadView = () => import('./notice-card');

/**
 * Shows the notices of the administration until the user confirms them. They lie over the page and move nothing: on a
 * desktop at the lower end of the conversations, on a phone where nothing is written (`over`).
 */
export function Notices({ over }: { over: 'around' | 'tabs' | 'conversation' }) {
  const any = useClientState((state) => state.notices.length > 0);
  const Card = useLazyImport(loadView, any).part?.NoticeCard;
  useListedNotices();
  return (
    // Always rendered, so that a screen reader announces a new notice.
    <div role="status" aria-live="polite" className={`notices notices-over-${over}`}>
      {any && Card && <Card />}
    </div>
  );
}

/** Requests the notices at the start and after each reconnect; a client that is connected is sent new ones. */
function useListedNotices(): void {
  const { ask, dispatch, store } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  useEffect(() => {
    if (!ready) return;
    const known = store.get().notices.map(({ id }) => id);
    ask('list_notices', {}).then(
      ({ notices }) => dispatch({ type: 'notices', notices, known }),
      // The next connection asks again.
      () => {},
    );
  }, [ready, ask, dispatch, store]);
}
