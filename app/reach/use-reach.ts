'use client';

import { useEffect, useState } from 'react';
import type { WireReach } from '@/protocol/places';
import { useClient, useClientState } from '../connection/client-provider';

/** The range that stands for the user's building. */
export const BUILDING_RANGE = 0;
/** The largest range that the server accepts, in metres: no campus is larger. */
export const CAMPUS_RANGE = 5_000;
/** The ranges to choose from, smallest first, in metres. */
export const RANGES: readonly number[] = [BUILDING_RANGE, 128, 256, 512, CAMPUS_RANGE];
/** Milliseconds between two requests: a message is sent to whom the server then finds, not to this number. */
const PAUSE_MS = 3_000;

/** How many people a message of the user would reach now. */
export interface Reach {
  /** By range in metres (`BUILDING_RANGE`: those in the building who share); null while unknown or while the user does not share a location. */
  near(range: number): number | null;
  /** In the user's building, besides the user; null while unknown. */
  building: number | null;
}

/** Returns how many people a message would reach, asked for again when the user or people around move. */
export function useReach(): Reach {
  const { ask } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const range = useClientState((state) => state.place?.range);
  const sharing = useClientState((state) => state.place?.sharing ?? false);
  const building = useClientState((state) => state.place?.building?.id ?? null);
  const people = useClientState((state) => state.people);
  const [reach, setReach] = useState<WireReach | null>(null);
  const [asked] = useState(() => ({ at: 0 }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: people who move may change the numbers
  useEffect(() => {
    if (!ready || range === undefined || (!sharing && building === null)) return;
    let dropped = false;
    const timer = setTimeout(
      () => {
        if (document.visibilityState === 'hidden') return;
        asked.at = Date.now();
        ask('show_reach', { ranges: [...new Set([range, ...RANGES])] }).then(
          (answer) => {
            if (!dropped) setReach(answer.reach);
          },
          // The next movement asks again.
          () => {},
        );
      },
      Math.max(0, asked.at + PAUSE_MS - Date.now()),
    );
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [ready, range, sharing, building, people, ask, asked]);

  return {
    near: (metres) =>
      sharing ? (reach?.ranges.find((each) => each.range === metres)?.people ?? null) : null,
    building: reach?.building && reach.building.id === building ? reach.building.people : null,
  };
}
