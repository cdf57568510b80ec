'use client';

import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { isFromBlocked } from '@/clients/state/views';
import { shownText } from '@/texts/read';
import { useAttachmentLabel } from '../../attachments/label';
import { useClientState } from '../../connection/client-provider';
import { useDisplayName } from '../../people/names';
import { useWasVisible } from '../../ui/use-was-visible';
import { useMessageActions } from './message-actions';
import { useQuoted } from './use-quoted';

/** Shows the message that a reply answers, in short; a click leads to it. */
export function Quote({ seq }: { seq: number }) {
  const t = useTranslations('timeline');
  const s = useTranslations('safety');
  const { conversation, goTo } = useMessageActions();
  const button = useRef<HTMLButtonElement>(null);
  const quoted = useQuoted(conversation, seq, useWasVisible(button));
  const shown = useDisplayName();
  const label = useAttachmentLabel();
  const folded = useClientState(
    (state) =>
      quoted !== null && quoted.conversation.kind !== 'direct' && isFromBlocked(state.blocks, quoted.message),
  );
  const text = !quoted
    ? '…'
    : folded
      ? s('folded')
      : quoted.message.deletedAt
        ? t('deleted')
        : shownText(quoted.message.text, quoted.message.mentions) || label(quoted.message.attachments);
  return (
    <button
      ref={button}
      type="button"
      title={t('goToQuoted')}
      className="mb-1 flex w-full min-w-0 flex-col rounded-lg border-accent border-s-[3px] bg-card/60 px-2.5 py-1 text-start text-sm hover:bg-card"
      onClick={() => goTo(seq)}
    >
      <span dir="auto" className="max-w-full truncate font-semibold text-accent">
        <bdi className="sr-only">{t('answerTo')} </bdi>
        {folded || !quoted ? t('earlierMessage') : shown(quoted.message.from)}
      </span>
      <span dir="auto" className="line-clamp-2 max-w-full text-soft">
        {text}
      </span>
    </button>
  );
}
