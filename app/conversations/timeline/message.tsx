'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef, useState } from 'react';
import { replyCount } from '@/clients/state/replies';
import { isFromBlocked } from '@/clients/state/views';
import { isErased } from '@/protocol/erased';
import type { WireEntry } from '@/protocol/messages';
import { Attachments } from '../../attachments/attachments';
import { useClientState } from '../../connection/client-provider';
import { useDisplayName } from '../../people/names';
import { usePersonCard } from '../../people/person-card-provider';
import { PersonAvatar } from '../../people/photos';
import { HiddenMessage } from '../../safety/hidden-message';
import { MoreIcon } from '../../ui/icons';
import { ReplyIcon } from '../../ui/later-icons';
import { Time, useDateFormats } from '../../ui/time';
import { CommandState } from '../bots/command-state';
import { LinkCard } from './link-card';
import { useMessageActions } from './message-actions';
import { MessageText } from './message-text';
import { Quote } from './quote';
import { Reactions } from './reactions';
import { Ticks } from './ticks';
import { useSwipe } from './use-swipe';

interface Props {
  entry: WireEntry;
  own: boolean;
  /** Whether there can be more than two people: the sender is shown. */
  many: boolean;
  /** Whether it follows a message of the same sender, without a heading of its own. */
  continued: boolean;
  /** Whether it is the message that was opened. */
  marked: boolean;
}

/** Shows a message. Rendered again only when that message changes. */
export const Message = memo(function Message({ entry, own, many, continued, marked }: Props) {
  const t = useTranslations('timeline');
  const actions = useMessageActions();
  const { message, seq, replyTo } = entry;
  const { from, deletedAt, attachments } = message;
  const bot = from.kind === 'bot';
  const name = useDisplayName()(from);
  const blocked = useClientState((state) => isFromBlocked(state.blocks, message));
  const [shown, setShown] = useState(false);
  const article = useRef<HTMLElement>(null);
  const swipe = useSwipe(article, actions.open && !deletedAt ? () => actions.reply(entry) : null);

  // The button that had the focus is gone.
  useEffect(() => {
    if (shown) article.current?.focus({ preventScroll: true });
  }, [shown]);

  /** Opens the menu on a tap, since a finger cannot hover. */
  function tapped(event: MouseEvent<HTMLElement>) {
    const nothing = deletedAt !== undefined || !matchMedia('(hover: none)').matches;
    if (nothing || (event.target as Element).closest('a, button') || getSelection()?.isCollapsed === false)
      return;
    actions.menu(entry, event.currentTarget);
  }

  function pressed(event: KeyboardEvent<HTMLElement>) {
    if (event.target !== event.currentTarget || event.key !== 'Enter' || deletedAt) return;
    event.preventDefault();
    actions.menu(entry, event.currentTarget);
  }

  // Opening a direct conversation leads to its messages.
  if (blocked && many && !shown && !deletedAt)
    return <HiddenMessage seq={seq} onShow={() => setShown(true)} />;
  return (
    <article
      ref={article}
      aria-label={t('from', { name: own ? t('you') : name })}
      data-seq={seq}
      tabIndex={-1}
      onKeyDown={pressed}
      {...swipe}
      className={`group/message flex touch-pan-y max-w-full gap-2.5 rounded-xl px-3 sm:px-5 ${own ? 'flex-row-reverse' : ''} ${
        continued ? 'pt-0.5' : 'pt-2'
      } ${marked ? 'marked' : ''}`}
    >
      {!own &&
        many &&
        (continued ? (
          <span className="w-9 flex-none" />
        ) : (
          <PersonAvatar id={from.id} name={name} bot={bot} />
        ))}
      <div className={`flex min-w-0 max-w-[min(34rem,85%)] flex-col ${own ? 'items-end' : 'items-start'}`}>
        {!own && many && !continued && (
          <div className="mb-0.5 flex max-w-full items-center gap-x-2 px-1 text-soft text-xs">
            {bot || isErased(from.id) ? (
              <span
                dir="auto"
                title={bot ? from.id : undefined}
                className="truncate font-semibold text-ink text-sm"
              >
                {name}
              </span>
            ) : (
              <Sender from={from} />
            )}
            {bot && <span className="rounded bg-sunk px-1.5 font-semibold">{t('bot')}</span>}
          </div>
        )}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter on the message and its button do the same */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
        <div
          onClick={tapped}
          className={`bubble ${attachments ? 'bubble-media' : ''} ${message.editedAt && !deletedAt ? 'bubble-edited' : ''} ${deletedAt ? 'border border-edge border-dashed' : own ? 'on-mine bg-mine text-on-mine' : 'bg-sunk'} ${
            continued ? '' : own ? 'rounded-se-md' : 'rounded-ss-md'
          }`}
        >
          {deletedAt ? (
            <p className="text-soft italic">
              {message.moderated ? t('moderated') : own ? t('deletedByYou') : t('deleted')}
            </p>
          ) : (
            <>
              {replyTo !== undefined && <Quote seq={replyTo} />}
              {attachments && <Attachments attachments={attachments} onView={actions.view} />}
              {message.text && (
                <MessageText text={message.text} mentions={message.mentions}>
                  <LinkCard text={message.text} seq={seq} />
                </MessageText>
              )}
            </>
          )}
          <div className="bubble-time">
            {message.editedAt && !deletedAt && <Edited at={message.editedAt} />}
            <Time at={message.at} />
            {own && !deletedAt && <Ticks entry={entry} />}
          </div>
        </div>
        <Reactions entry={entry} />
        {own && !deletedAt && message.text.startsWith('/') && <CommandState entry={entry} />}
        <ReplyCount entry={entry} />
      </div>
      {!deletedAt && <Tools entry={entry} />}
    </article>
  );
});

function Sender({ from }: { from: WireEntry['message']['from'] }) {
  const t = useTranslations('people');
  const card = usePersonCard(from);
  return (
    <button
      type="button"
      dir="auto"
      title={t('about', { name: from.name })}
      className="min-h-6 max-w-full truncate rounded font-semibold text-ink text-sm hover:underline"
      {...card}
    >
      {from.name}
    </button>
  );
}

/** Shows how many replies a message has; a click shows them together. */
function ReplyCount({ entry }: { entry: WireEntry }) {
  const t = useTranslations('timeline');
  const { replies } = useMessageActions();
  const count = useClientState((state) => {
    const conversation = state.log[entry.conversation.id];
    return conversation ? replyCount(conversation, entry) : 0;
  });
  if (count === 0) return null;
  return (
    <button
      type="button"
      className="flex min-h-7 items-center gap-1 rounded-full px-1.5 font-medium text-accent text-xs hover:bg-sunk"
      onClick={() => replies(entry)}
    >
      <ReplyIcon size={14} />
      {t('replyCount', { count })}
    </button>
  );
}

function Edited({ at }: { at: string }) {
  const t = useTranslations('timeline');
  const { full } = useDateFormats();
  return (
    <time dateTime={at} title={t('editedAt', { time: full.format(new Date(at)) })}>
      {t('edited')}
    </time>
  );
}

/**
 * Shows the buttons beside the message under the pointer. On the keyboard, Enter on the message opens the same menu.
 */
function Tools({ entry }: { entry: WireEntry }) {
  const t = useTranslations('timeline');
  const { menu, reply, open } = useMessageActions();
  const button = 'flex size-8 items-center justify-center rounded-lg text-soft hover:bg-sunk hover:text-ink';
  return (
    <div className="tools flex flex-none items-start self-center">
      {open && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('reply')}
          title={t('reply')}
          className={button}
          onClick={() => reply(entry)}
        >
          <ReplyIcon size={18} />
        </button>
      )}
      <button
        type="button"
        tabIndex={-1}
        aria-haspopup="menu"
        aria-label={t('more')}
        title={t('more')}
        className={button}
        onClick={(event) => menu(entry, event.currentTarget)}
      >
        <MoreIcon size={18} />
      </button>
    </div>
  );
}
