'use client';

import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import type { Outgoing } from '@/clients/state/outgoing';
import { isFromBlocked, newestIn, type View } from '@/clients/state/views';
import { isErased } from '@/protocol/erased';
import { useAttachmentLabel } from '../../attachments/label';
import { useClientState } from '../../connection/client-provider';
import { firstName } from '../../people/names';
import { AlertIcon, ClockIcon } from '../../ui/icons';
import { useShownText } from './use-shown-text';

interface Props {
  view: View;
  conversation: Conversation | null;
  /** The last unacknowledged message of the user in it. */
  waiting: Outgoing | undefined;
  draft: string;
}

/**
 * Shows the second line of a row: the draft, the unsent message or the last message; else the purpose of the
 * conversation.
 */
export function Preview({ view, conversation, waiting, draft }: Props) {
  const t = useTranslations('conversations');
  const s = useTranslations('safety');
  const shownText = useShownText();
  const label = useAttachmentLabel();
  const you = useClientState((state) => state.you.id);
  const blocks = useClientState((state) => state.blocks);
  if (draft)
    return (
      <span className="text-bad">
        <SenderAndText name={t('draft')} text={shownText(draft)} />
      </span>
    );
  if (waiting) {
    const failed = waiting.state === 'failed';
    return (
      <span className={failed ? 'text-bad' : ''}>
        <bdi className="me-1 inline-block align-[-2px]">
          {failed ? <AlertIcon size={14} /> : <ClockIcon size={14} />}
          <span className="sr-only">{failed ? t('failed') : t('waiting')}</span>
        </bdi>
        <SenderAndText name={t('you')} text={shownText(waiting.text) || label(waiting.files)} />
      </span>
    );
  }
  const last = conversation && newestIn(conversation);
  if (!last) return <Purpose view={view} conversation={conversation} />;
  const { message } = last;
  if (view.of !== 'direct' && isFromBlocked(blocks, message)) return s('folded');
  const text = message.deletedAt
    ? t('deleted')
    : shownText(message.text, message.mentions) || label(message.attachments);
  if (message.from.kind === 'user' && message.from.id === you)
    return <SenderAndText name={t('you')} text={text} />;
  if (view.of === 'direct') return text;
  return (
    <SenderAndText
      name={isErased(message.from.id) ? t('erased') : firstName(message.from.name)}
      text={text}
    />
  );
}

/** Shows a sender and a text. The sender is isolated, so that the text determines the direction of the line. */
function SenderAndText({ name, text }: { name: string; text: string }) {
  return (
    <>
      <bdi>{name}</bdi>: {text}
    </>
  );
}

/** Shows the purpose of a conversation without messages. */
function Purpose({ view, conversation }: Pick<Props, 'view' | 'conversation'>) {
  const t = useTranslations('conversations');
  const place = useClientState((state) => state.place);
  if (view.of === 'nearby')
    return place?.sharing ? t('purpose.nearby', { metres: place.range }) : t('purpose.notSharing');
  if (view.of === 'building') return place?.building ? t('purpose.building') : t('purpose.noBuilding');
  return conversation?.info?.topic ?? t('purpose.nothing');
}
