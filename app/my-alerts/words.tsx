'use client';

import { useTranslations } from 'next-intl';
import { isOverdue } from '@/clients/state/alert-lists';
import type { WireAlert } from '@/protocol/alerts';
import { KIND_ICONS } from '../ui/alert-icons';
import { AllClearIcon, EndedIcon, SentInErrorIcon } from '../ui/later-icons';
import { useDateFormats } from '../ui/time';
import { type Look, lookAt } from './look';

const END_ICONS = { clear: AllClearIcon, error: SentInErrorIcon, ended: EndedIcon };
const iconOf = (look: Look) =>
  look === 'clear' || look === 'error' || look === 'ended' ? END_ICONS[look] : KIND_ICONS[look];

/** Returns the words for what a revision is: its kind, unless it is the end of a live alert, and its type after the first. */
function useAlertWords(): (alert: WireAlert, now: number) => string {
  const t = useTranslations('myAlerts');
  const { time } = useDateFormats();
  return (alert, now) => {
    const { kind, type, active, expires } = alert;
    const overdue = isOverdue(alert, now);
    const what = overdue
      ? t('overdue', { time: time.format(new Date(expires)) })
      : type !== 'alert' && t(`types.${type}`);
    return [((active && !overdue) || kind !== 'live') && t(`kinds.${kind}`), what]
      .filter(Boolean)
      .join(' · ');
  };
}

/** Shows what a revision is, as icon and words. `now` is the server's time, without which it is shown as it arrived. */
export function AlertWords({ alert, size, now = 0 }: { alert: WireAlert; size: number; now?: number }) {
  const words = useAlertWords()(alert, now);
  const Icon = iconOf(lookAt(alert, now));
  return (
    <span className="flex min-w-0 items-center gap-2 font-bold uppercase tracking-wide">
      <Icon size={size} />
      {words}
    </span>
  );
}
