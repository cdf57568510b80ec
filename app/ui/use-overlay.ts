'use client';

import { useEffect } from 'react';
import { useLazyImport } from './use-lazy-import';

/**
 * Returns the module that shows an overlay, loaded when it first opens; null until then. When loading failed, the next
 * opening tries again.
 */
export function useOverlay<T>(load: () => Promise<T>, open: boolean): T | null {
  const { part, failed, retry } = useLazyImport(load, open);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `retry` is another function each time
  useEffect(() => {
    if (failed && !open) retry();
  }, [failed, open]);
  return part;
}
