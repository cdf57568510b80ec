'use client';

import { useTranslations } from 'next-intl';
import { shortCount } from '@/clients/state/unread';

interface Props {
  count: number;
  muted?: boolean;
  className?: string;
}

/** Shows a count of unread messages; nothing when there are none. */
export function UnreadBadge({ count, muted = false, className = '' }: Props) {
  const t = useTranslations('conversations');
  if (count === 0) return null;
  return (
    <span
      className={`${className} min-w-5 flex-none rounded-full px-1.5 text-center font-semibold text-xs leading-5 ${
        muted ? 'bg-sunk text-soft' : 'bg-accent text-on-accent'
      }`}
    >
      {shortCount(count)}
      <span className="sr-only"> {t('unread')}</span>
    </span>
  );
}
