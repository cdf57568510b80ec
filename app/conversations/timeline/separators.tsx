'use client';

import { useTranslations } from 'next-intl';
import { useDateFormats, useToday } from '../../ui/time';
import { daysBefore, isOfAnotherYear } from '../../ui/today';

/** Shows the line above the first unread message. */
export function UnreadLine() {
  const t = useTranslations('timeline');
  return (
    <div className="flex items-center gap-3 px-3 pt-3 font-semibold text-accent text-xs sm:px-5">
      <span className="h-px flex-1 bg-accent" />
      {t('new')}
      <span className="h-px flex-1 bg-accent" />
    </div>
  );
}

/** Shows the day of the messages below it. */
export function DaySeparator({ at }: { at: string }) {
  const t = useTranslations('timeline');
  const { day, dayOfYear } = useDateFormats();
  const today = useToday();
  const date = new Date(at);
  const ago = daysBefore(date, today);
  const text =
    ago === 0
      ? t('today')
      : ago === 1
        ? t('yesterday')
        : (isOfAnotherYear(date, today) ? dayOfYear : day).format(date);
  return (
    <div className="pt-4 pb-1 text-center font-medium text-soft text-xs first-letter:uppercase">{text}</div>
  );
}
