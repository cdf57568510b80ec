'use client';

import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import type { View } from '@/clients/state/views';
import { useClientState } from '../../connection/client-provider';
import { titleOf } from '../../people/names';

interface Props {
  view: View;
  conversation: Conversation | null;
  onShare: () => void;
}

/** Shows what a conversation without messages is for, and what the user can do. */
export function EmptyTimeline({ view, conversation, onShare }: Props) {
  const t = useTranslations('empty');
  const c = useTranslations('conversations');
  const title = useClientState((state) => titleOf(view, conversation, state, c));
  const place = useClientState((state) => state.place);
  const alone = useClientState(({ you }) => view.of === 'direct' && view.username === you.id);
  const kind = alone ? 'yourself' : view.of === 'conversation' ? (conversation?.kind ?? 'group') : view.of;
  const askToShare =
    (kind === 'nearby' && !place?.sharing) || (kind === 'building' && !place?.building && !place?.sharing);
  return (
    <div className="mx-auto flex max-w-sm flex-1 flex-col items-center justify-center gap-2 px-5 py-8 text-center">
      <Courtyard />
      <h2 className="font-display text-title">{t(`${kind}.title`, { name: title })}</h2>
      <p className="text-soft">{t(`${kind}.text`)}</p>
      {askToShare && (
        <button type="button" className="button button-primary mt-2" onClick={onShare}>
          {t('share')}
        </button>
      )}
    </div>
  );
}

/** Draws a courtyard seen from above, as in the logo. */
export function Courtyard() {
  return (
    <svg width="120" height="84" viewBox="0 0 120 84" fill="none" aria-hidden="true" className="mb-2">
      <rect x="14" y="6" width="92" height="72" rx="14" stroke="var(--line)" strokeWidth="3" />
      <rect x="34" y="22" width="52" height="40" rx="8" fill="var(--tint)" />
      <circle cx="50" cy="42" r="5" fill="var(--accent)" />
      <circle cx="70" cy="36" r="5" fill="var(--accent)" opacity="0.5" />
      <circle cx="66" cy="52" r="4" fill="var(--accent)" opacity="0.35" />
    </svg>
  );
}
