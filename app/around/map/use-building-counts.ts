'use client';

import { useEffect, useState } from 'react';
import { useClient, useClientState } from '../../connection/client-provider';
import type { BuildingCounts } from '../../map/building-labels';

/** Milliseconds between two questions: the counts change once per epoch, which is a minute. */
const EVERY = 60_000;
const NONE: BuildingCounts = new Map();

/** Returns how many people each building has, from five up, asked again every minute while the page is in sight. */
export function useBuildingCounts(): BuildingCounts {
  const { ask } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const [counts, setCounts] = useState(NONE);
  useEffect(() => {
    if (!ready) return;
    let over = false;
    const update = async () => {
      if (document.visibilityState === 'hidden') return;
      // A refusal leaves the counts as they were; the next question is in a minute.
      const answer = await ask('building_counts', {}).catch(() => null);
      if (answer && !over) setCounts(new Map(answer.buildings.map((each) => [each.id, each])));
    };
    void update();
    const timer = setInterval(update, EVERY);
    document.addEventListener('visibilitychange', update);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', update);
    };
  }, [ask, ready]);
  return counts;
}
