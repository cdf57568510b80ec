'use client';

import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { type View, viewIn } from '@/clients/state/views';
import type { WireEntry } from '@/protocol/messages';
import type { Term } from '@/protocol/search';
import { shownText } from '@/texts/read';
import { useAttachmentLabel } from '../../attachments/label';
import { useClientState } from '../../connection/client-provider';
import { firstName, titleOf } from '../../people/names';
import { ShortTime } from '../../ui/time';
import { ConversationAvatar } from '../conversation-avatar';
import { highlightTerms } from './highlights';
import { SearchResult } from './result';

interface Props {
  entry: WireEntry;
  terms: readonly Term[];
  onOpen: (view: View, seq?: number) => void;
}

/** Shows a message that a search found, with its conversation, sender, time and the search terms highlighted. */
export const FoundMessage = memo(function FoundMessage({ entry, terms, onOpen }: Props) {
  const t = useTranslations('conversations');
  const label = useAttachmentLabel();
  const { message, seq } = entry;
  const conversation = useClientState((state) => state.log[entry.conversation.id] ?? null);
  const building = useClientState((state) => state.place?.building?.id ?? null);
  const you = useClientState((state) => state.you.id);
  const view = viewIn(entry.conversation, building);
  const title = useClientState((state) => titleOf(view, conversation, state, t));
  // A message can be found by the names and the descriptions of its files.
  const files = message.attachments?.map(
    (each) => each.description ?? (each.kind === 'file' ? each.name : ''),
  );
  const shown = [shownText(message.text, message.mentions), ...(files ?? [])].filter(Boolean).join(' · ');
  const own = message.from.kind === 'user' && message.from.id === you;
  return (
    <SearchResult view={view} seq={seq} onOpen={onOpen}>
      <span className="flex-none self-start pt-0.5">
        <ConversationAvatar view={view} conversation={conversation} title={title} size={36} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span dir="auto" className="min-w-0 truncate font-medium">
            {title}
          </span>
          <span className="ms-auto flex-none text-soft text-xs">
            <ShortTime at={message.at} />
          </span>
        </span>
        <span dir="auto" className="wrap-anywhere line-clamp-3 text-sm text-soft">
          <bdi>{own ? t('you') : firstName(message.from.name)}</bdi>
          {': '}
          {highlightTerms(shown || label(message.attachments), terms).map(({ text, found, at }) =>
            found ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
          )}
        </span>
      </span>
    </SearchResult>
  );
});
