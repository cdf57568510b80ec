'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';
import { overlayHistory } from './overlay-history';

/**
 * Refreshes the page when the user returns to it, because it may have changed meanwhile; with `every`, also each time
 * that many milliseconds have passed while it is visible.
 */
export function Fresh({ every }: { every?: number }) {
  const router = useRouter();
  const [refreshing, begin] = useTransition();
  const isRefreshing = useRef(false);
  isRefreshing.current = refreshing;
  useEffect(() => {
    let asking = false;
    const refresh = async () => {
      // A slow answer must not make refreshes queue up.
      if (asking || isRefreshing.current) return;
      // A refresh replaces the state of the history entry, in which an open overlay is noted.
      if (document.visibilityState !== 'visible' || overlayHistory().isOverlay()) return;
      asking = true;
      // A refresh that fails makes the router load the page anew, which offline leaves the browser's error page.
      const { ok } = await fetch('/healthz').catch(() => ({ ok: false }));
      asking = false;
      if (ok) begin(() => router.refresh());
    };
    document.addEventListener('visibilitychange', refresh);
    const timer = every === undefined ? undefined : setInterval(refresh, every);
    return () => {
      document.removeEventListener('visibilitychange', refresh);
      clearInterval(timer);
    };
  }, [router, every]);
  return null;
}
