'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { Building } from '../../places/places';

/** Returns the function that says the boundary of a building, as in "Outline, 12 corners". */
export function useShapeText(): (building: Pick<Building, 'boundary' | 'radius'>) => string {
  const t = useTranslations('adminPlaces.shape');
  return useCallback(
    ({ boundary, radius }) => {
      if (boundary) {
        const rings = boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat();
        return t('outline', { count: rings.reduce((sum, ring) => sum + ring.length - 1, 0) });
      }
      return radius === null ? t('none') : t('circle', { metres: Math.round(radius) });
    },
    [t],
  );
}
