'use client';

import { useSyncExternalStore } from 'react';

const NEVER = () => () => {};

/**
 * Returns false in the render that must equal the server's, then true. The server knows neither the time zone nor the
 * clock of the device.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    NEVER,
    () => true,
    () => false,
  );
}
