'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { RangeStop } from './range-stops';

/** Returns the function that says a stop of the range, and how many people it reaches. */
export function useStopText(): (stop: RangeStop, people: number | null) => string {
  const t = useTranslations('range');
  return useCallback(
    ({ kind, metres }, people) => {
      const range = kind === 'metres' ? t('metres', { metres }) : t(kind);
      return people === null ? range : `${range} · ${t('reaches', { count: people })}`;
    },
    [t],
  );
}
