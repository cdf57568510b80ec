'use client';

import { useTranslations } from 'next-intl';
import type { WireAlert } from '@/protocol/alerts';
import { KIND_ICONS } from '../ui/alert-icons';
import { AllClearIcon, EndedIcon, SentInErrorIcon } from '../ui/later-icons';
import { type Look, lookOf } from './look';

const END_ICONS = { clear: AllClearIcon, error: SentInErrorIcon, ended: EndedIcon };
const iconOf = (look: Look) =>
  look === 'clear' || look === 'error' || look === 'ended' ? END_ICONS[look] : KIND_ICONS[look];

/** Returns the words for what a revision is: its kind, unless it is the end of a live alert, and its type after the first. */
function useAlertWords(): (alert: Pick<WireAlert, 'kind' | 'type' | 'active'>) => string {
  const t = useTranslations('myAlerts');
  return ({ kind, type, active }) =>
    [(active || kind !== 'live') && t(`kinds.${kind}`), type !== 'alert' && t(`types.${type}`)]
      .filter(Boolean)
      .join(' · ');
}

/** Shows what a revision is, as icon and words. */
export function AlertWords({ alert, size }: { alert: WireAlert; size: number }) {
  const words = useAlertWords()(alert);
  const Icon = iconOf(lookOf(alert));
  return (
    <span className="flex min-w-0 items-center gap-2 font-bold uppercase tracking-wide">
      <Icon size={size} />
      {words}
    </span>
  );
}
