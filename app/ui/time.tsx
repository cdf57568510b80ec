'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { dateTagOf } from '../i18n/locale';
import { daysBefore, onDayChange, today } from './today';
import { useHydrated } from './use-hydrated';

/** Returns the formats of dates and times in the page's language and the device's time zone. */
export function useDateFormats() {
  const locale = useLocale();
  return useMemo(() => {
    const tag = dateTagOf(locale);
    const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options);
    return {
      time: format({ hour: '2-digit', minute: '2-digit' }),
      full: format({ dateStyle: 'full', timeStyle: 'medium' }),
      day: format({ weekday: 'long', day: 'numeric', month: 'long' }),
      dayOfYear: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
      weekday: format({ weekday: 'short' }),
      date: format({ day: 'numeric', month: 'short' }),
      longDate: format({ day: 'numeric', month: 'numeric', year: '2-digit' }),
    };
  }, [locale]);
}

/**
 * Returns the start of today in milliseconds since 1970, by the device's calendar. The component renders again at
 * midnight.
 */
export function useToday(): number {
  return useSyncExternalStore(onDayChange, today, today);
}

/** Shows a time of day, with the full date on hover. */
export function Time({ at }: { at: string }) {
  const { time, full } = useDateFormats();
  const date = new Date(at);
  return (
    <time dateTime={at} title={full.format(date)}>
      {time.format(date)}
    </time>
  );
}

/** Shows the time of a last message in its shortest form; nothing in the page as the server wrote it. */
export function ShortTime({ at }: { at: string }) {
  const t = useTranslations('timeline');
  const { time, weekday, date: short, longDate, full } = useDateFormats();
  const hydrated = useHydrated();
  const date = new Date(at);
  const days = daysBefore(date, useToday());
  if (!hydrated) return <time dateTime={at} />;
  const text =
    days <= 0
      ? time.format(date)
      : days === 1
        ? t('yesterday')
        : days < 7
          ? weekday.format(date)
          : (days < 300 ? short : longDate).format(date);
  return (
    <time dateTime={at} title={full.format(date)}>
      {text}
    </time>
  );
}

/** Returns the current time in milliseconds since 1970, updated every `every` milliseconds. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
