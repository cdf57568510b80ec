'use client';

import { startTransition, useEffect, useState } from 'react';

/**
 * Returns a part of the page that `load` imports once it is needed, whether that failed, and `retry`. Not React's
 * `lazy`, with which a failed import takes the whole page down. `load` must be the same function each time.
 */
export function useLazyImport<T>(
  load: () => Promise<T>,
  needed: boolean,
): { part: T | null; failed: boolean; retry(): void } {
  // In an object: React would call a function as an update.
  const [loaded, setLoaded] = useState<{ part: T } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!needed || loaded || failed) return;
    load().then(
      // In pieces between which the page answers: a part can be large.
      (part) => startTransition(() => setLoaded({ part })),
      () => setFailed(true),
    );
  }, [needed, loaded, failed, load]);
  return { part: loaded?.part ?? null, failed, retry: () => setFailed(false) };
}
