'use client';

import { useEffect, useState } from 'react';
import type { WireReach } from '@/protocol/places';
import { useClient, useClientState } from '../../connection/client-provider';
import type { RangeStop } from './range-stops';

/** Milliseconds between two questions. */
const EVERY = 45_000;

/** Returns how many people each stop of the range would reach now; null while unknown. */
export function useReach(stops: readonly RangeStop[]): readonly (number | null)[] {
  const { ask } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const sharing = useClientState((state) => state.place?.sharing ?? false);
  const building = useClientState((state) => state.place?.building?.id);
  // Whoever appears or leaves is a reason to count again.
  const people = useClientState((state) => state.people);
  const [reach, setReach] = useState<WireReach | null>(null);
  const ranges = stops.filter(({ kind }) => kind !== 'building').map(({ metres }) => metres);
  const key = ranges.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ranges as a string, and the reasons to ask again
  useEffect(() => {
    if (!ready || !(sharing || building)) return setReach(null);
    let over = false;
    const update = async () => {
      if (document.visibilityState === 'hidden') return;
      const answer = await ask('show_reach', { ranges }).catch(() => null);
      if (answer && !over) setReach(answer.reach);
    };
    // People who move together arrive together: one question for all of them.
    const soon = setTimeout(update, 1_000);
    const timer = setInterval(update, EVERY);
    return () => {
      over = true;
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [ask, ready, sharing, building, people, key]);
  return stops.map(({ kind, metres }) => {
    if (kind === 'building') return reach?.building?.people ?? null;
    return reach?.ranges.find(({ range }) => range === metres)?.people ?? null;
  });
}
