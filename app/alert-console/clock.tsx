'use client';

import { useTranslations } from 'next-intl';
import { useServerNow } from '../connection/use-server-now';

/** Returns the time between two instants as minutes and seconds, or hours and minutes from an hour on. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (n: number) => String(n).padStart(2, '0');
  if (seconds >= 3_600) return `${Math.floor(seconds / 3_600)}:${two(Math.floor((seconds % 3_600) / 60))} h`;
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** Shows how long until the next update of an alert is due, or for how long it has been overdue. */
export function UpdateClock({ due }: { due: string }) {
  const t = useTranslations('alertConsole.clock');
  const left = Date.parse(due) - useServerNow(1_000);
  const overdue = left <= 0;
  return (
    <p
      className={`rounded-control px-3 py-1.5 font-semibold tabular-nums ${overdue ? 'bg-now text-on-now' : 'bg-sunk'}`}
    >
      {overdue ? t('overdue', { span: spanOf(-left) }) : t('due', { span: spanOf(left) })}
    </p>
  );
}
