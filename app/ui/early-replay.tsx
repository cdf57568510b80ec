'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { type EarlyInput, replay } from './early-input';

/** Does what was done before the page was ready, once it is. Stands at the end of the page: what it needs comes before. */
export function EarlyReplay() {
  const noted = useRef<EarlyInput | null>(null);
  useLayoutEffect(() => {
    const { quadEarly: early } = window;
    if (!early) return;
    early.stop();
    delete window.quadEarly;
    // A click that made React hydrate at once is under way still, and handled by React itself.
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
