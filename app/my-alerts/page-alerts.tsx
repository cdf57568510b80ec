'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import type { You } from '@/clients/state/state';

// Loaded once the page is there, which they do not delay.
const OwnAlerts = lazy(() => import('./own-alerts'));

/** Shows the alerts of the user on a page that is no client otherwise. */
export function PageAlerts({ you }: { you: You }) {
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    ready && (
      <Suspense>
        <OwnAlerts you={you} />
      </Suspense>
    )
  );
}
