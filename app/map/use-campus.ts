'use client';

import { useLocale } from 'next-intl';
import { useMemo, useState } from 'react';
import { byCampus, type Places } from '../places/places';
import { nearest, type Point } from './directions';

export type CampusGroups = ReturnType<typeof byCampus>;

/**
 * Returns the campuses with their buildings, and the index of the one to show: the one that the user chose, else the one
 * of the user's building, else the nearest to the user, else the first.
 */
export function useCampus(places: Places, buildingId: string | null, here: Point | null) {
  const locale = useLocale();
  const groups = useMemo(() => byCampus(places, locale), [places, locale]);
  const [chosen, setAt] = useState<number | null>(null);
  const ofBuilding = groups.findIndex(({ buildings }) => buildings.some(({ id }) => id === buildingId));
  const near = here
    ? nearest(
        here,
        groups.map(({ campus }) => campus),
      )
    : -1;
  return { groups, at: chosen ?? Math.max(0, ofBuilding === -1 ? near : ofBuilding), setAt };
}
