'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { type EarlyInput, replay } from './early-input';

/** Replays the input from before the page was ready. It is last on the page, so that the rest is hydrated first. */
export function EarlyReplay() {
  const noted = useRef<EarlyInput | null>(null);
  useLayoutEffect(() => {
    const { quadEarly: early } = window;
    if (!early) return;
    early.stop();
    delete window.quadEarly;
    // A click that made React hydrate is still being dispatched and is handled by React itself.
    if (early.last && early.last.eventPhase !== Event.NONE) early.last = null;
    noted.current = early;
  }, []);
  useEffect(() => {
    const early = noted.current;
    noted.current = null;
    if (early) replay(early);
  }, []);
  return null;
}
