'use client';

import { useLocale } from 'next-intl';
import { useMemo } from 'react';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Returns the function that writes a number of bytes in the page's language, as in `1.4 MB`. */
export function useBytes(): (bytes: number) => string {
  const locale = useLocale();
  return useMemo(() => {
    const formats = UNITS.map(
      (unit) =>
        new Intl.NumberFormat(locale, {
          style: 'unit',
          unit,
          unitDisplay: 'short',
          maximumFractionDigits: 1,
        }),
    );
    return (bytes) => {
      const at = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
      const value = bytes / 1000 ** at;
      return (formats[at] as Intl.NumberFormat).format(value < 10 ? value : Math.round(value));
    };
  }, [locale]);
}
