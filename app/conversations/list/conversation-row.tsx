'use client';

import { useTranslations } from 'next-intl';
import { memo } from 'react';
import type { Conversation } from '@/clients/state/log';
import { isMarkedUnread, unreadIn } from '@/clients/state/unread';
import { keyOf, outgoingIn, type View } from '@/clients/state/views';
import { useClientState } from '../../connection/client-provider';
import { urlOfRoute } from '../../navigation/page-route';
import { titleOf } from '../../people/names';
import { MoreIcon, MutedIcon } from '../../ui/icons';
import { ShortTime } from '../../ui/time';
import { useDraft } from '../composer/use-draft';
import { ConversationAvatar } from '../conversation-avatar';
import { UnreadBadge } from '../unread-badge';
import { Preview } from './preview';
import type { OpenRowMenu } from './row-menu';
import { usePrefetch } from './use-prefetch';

interface Props {
  view: View;
  conversation: Conversation | null;
  /** The time of the last message, ISO 8601; empty when there is none. */
  at: string;
  current: boolean;
  /** Its position in a list of which not all rows are drawn, from 1, and the number of rows. */
  position?: number | undefined;
  of?: number | undefined;
  onOpen: (view: View) => void;
  onMenu: (opened: OpenRowMenu) => void;
}

/** Shows a conversation of the list. Rendered again only when that conversation changes. */
export const ConversationRow = memo(Row, (before, after) => {
  const { view: viewBefore, ...propsBefore } = before;
  const { view: viewAfter, ...propsAfter } = after;
  return (
    keyOf(viewBefore) === keyOf(viewAfter) &&
    (Object.keys(propsBefore) as (keyof typeof propsBefore)[]).every(
      (key) => propsBefore[key] === propsAfter[key],
    )
  );
});

function Row({ view, conversation, at, current, position, of, onOpen, onMenu }: Props) {
  const t = useTranslations('conversations');
  const title = useClientState((state) => titleOf(view, conversation, state, t));
  const unread = useClientState((state) => unreadIn(conversation, state).count);
  const mentions = useClientState((state) => unreadIn(conversation, state).mentions);
  const waiting = useClientState((state) => outgoingIn(state.outgoing, view, conversation).at(-1));
  const draft = useDraft(keyOf(view));
  const muted = conversation?.info?.muted ?? false;
  const prefetch = usePrefetch(conversation);
  return (
    <li aria-posinset={position} aria-setsize={of} className="group/row relative flex items-center">
      <a
        href={urlOfRoute({ tab: 'chats', view, seq: null, details: false, query: '' })}
        aria-current={current ? 'page' : undefined}
        data-conversation={keyOf(view)}
        {...prefetch}
        className="flex min-h-16 min-w-0 flex-1 items-center gap-3 rounded-xl px-2.5 py-1.5 lg:min-h-14 hover:bg-sunk aria-[current=page]:bg-tint"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          onOpen(view);
        }}
      >
        <ConversationAvatar view={view} conversation={conversation} title={title} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span
              dir="auto"
              className={`min-w-0 truncate leading-tight ${unread > 0 ? 'font-semibold' : 'font-medium'}`}
            >
              {title}
            </span>
            {muted && (
              <span className="flex-none self-center text-soft">
                <MutedIcon size={15} />
                <span className="sr-only">{t('muted')}</span>
              </span>
            )}
            {at && (
              <span
                className={`row-time ms-auto flex-none ps-1 text-xs ${unread > 0 && !muted ? 'text-accent' : 'text-soft'}`}
              >
                <ShortTime at={at} />
              </span>
            )}
          </span>
          <span className="flex min-h-5 items-center gap-2">
            <span dir="auto" className="min-w-0 flex-1 truncate text-sm text-soft">
              <Preview
                view={view}
                conversation={conversation}
                waiting={waiting}
                draft={current ? '' : draft.text || (draft.reply ? '…' : '')}
              />
            </span>
            {mentions > 0 && (
              <span className="flex size-5 flex-none items-center justify-center rounded-full bg-accent font-semibold text-on-accent text-xs">
                <span aria-hidden="true">@</span>
                <span className="sr-only">{t('mentioned')}</span>
              </span>
            )}
            <UnreadBadge count={unread} muted={muted} />
            {unread === 0 && conversation && isMarkedUnread(conversation) && (
              <span className="size-3 flex-none rounded-full bg-accent">
                <span className="sr-only">{t('unread')}</span>
              </span>
            )}
          </span>
        </span>
      </a>
      <button
        type="button"
        aria-haspopup="menu"
        aria-label={t('options', { name: title })}
        title={t('options', { name: title })}
        className="row-menu icon-button"
        onClick={(event) => {
          const anchor = event.currentTarget.getBoundingClientRect();
          onMenu({ view, id: conversation?.id ?? null, title, anchor });
        }}
      >
        <MoreIcon size={18} />
      </button>
    </li>
  );
}
