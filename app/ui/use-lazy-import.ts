'use client';

import { useEffect, useState } from 'react';

/**
 * A part of the page that is fetched once it is wanted. By hand, because a line that is down just then should cost
 * that part and a Retry, where React's own `lazy` would take the whole page with it. `load` is the same function
 * every time.
 */
export function useLazyImport<T>(
  load: () => Promise<T>,
  wanted: boolean,
): { part: T | null; failed: boolean; retry(): void } {
  // In an object: a function alone would be taken for an update.
  const [loaded, setLoaded] = useState<{ part: T } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!wanted || loaded || failed) return;
    load().then(
      (part) => setLoaded({ part }),
      () => setFailed(true),
    );
  }, [wanted, loaded, failed, load]);
  return { part: loaded?.part ?? null, failed, retry: () => setFailed(false) };
}
