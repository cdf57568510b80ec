'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { daysBefore, onDayChange, today } from './today';

/** Formats in the page's language and this device's time zone. */
export function useDateFormats() {
  const locale = useLocale();
  return useMemo(() => {
    const tag = locale === 'pt' ? 'pt-PT' : 'en-GB';
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

/** When today began, in milliseconds by this device's calendar; whoever uses it is drawn again at midnight. */
export function useToday(): number {
  return useSyncExternalStore(onDayChange, today, today);
}

/** A time of the day, with the whole of it on hover. */
export function Time({ at }: { at: string }) {
  const { time, full } = useDateFormats();
  const date = new Date(at);
  return (
    <time dateTime={at} title={full.format(date)}>
      {time.format(date)}
    </time>
  );
}

/** When something was last said, as shortly as it can be told. */
export function ShortTime({ at }: { at: string }) {
  const t = useTranslations('timeline');
  const { time, weekday, date: short, longDate, full } = useDateFormats();
  const date = new Date(at);
  const days = daysBefore(date, useToday());
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

/** The current time, renewed every so many milliseconds while it is used. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
