'use client';

import { useLocale } from 'next-intl';
import { useEffect, useState } from 'react';
import { dateTagOf } from '../i18n/locale';

/**
 * Shows a date and time, to the second, the minute or the day: in UTC as rendered by the server, then in the reader's time
 * zone.
 */
export function DateTime({ at, to = 'second' }: { at: string; to?: 'second' | 'minute' | 'day' }) {
  const tag = dateTagOf(useLocale());
  const [timeZone, setTimeZone] = useState<string | undefined>('UTC');
  useEffect(() => setTimeZone(undefined), []);
  const date = new Date(at);
  const text = new Intl.DateTimeFormat(tag, {
    dateStyle: 'medium',
    ...(to !== 'day' && { timeStyle: to === 'second' ? 'medium' : 'short' }),
    timeZone,
  }).format(date);
  return (
    <time dateTime={date.toISOString()} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}
