'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { Way } from '../../map/directions';

/** Returns the function that says a way in words, as in "200 m north-east". */
export function useWayText(): (way: Way) => string {
  const t = useTranslations('directions');
  return useCallback(
    ({ metres, wind }) =>
      metres < 1_000
        ? t('metres', { metres, wind: t(wind) })
        : t('kilometres', { kilometres: metres / 1_000, wind: t(wind) }),
    [t],
  );
}
