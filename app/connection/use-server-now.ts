'use client';

import { useNow } from '../ui/time';
import { useClientState } from './client-provider';

/**
 * Returns the current time of the server in milliseconds since 1970, updated every `every` milliseconds: what the server
 * decides by time must not depend on the clock of the device.
 */
export function useServerNow(every: number): number {
  return useNow(every) + useClientState((state) => state.clock);
}
