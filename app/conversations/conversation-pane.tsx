'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { createLinkCards } from '@/clients/link-cards/link-cards';
import type { Conversation } from '@/clients/state/log';
import { isMarkedUnread } from '@/clients/state/unread';
import { keyOf, outgoingIn, type View } from '@/clients/state/views';
import type { WireEntry } from '@/protocol/messages';
import { useKeptPictures } from '../attachments/use-kept-pictures';
import type { Viewed } from '../attachments/viewer';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { useNavigation } from '../navigation/navigation-provider';
import { nameOf } from '../people/names';
import { NearAudiences } from '../reach/near-audiences';
import { BlockedNotice } from '../safety/blocked-notice';
import { ProblemLine } from '../ui/problem-line';
import { useOverlay } from '../ui/use-overlay';
import { Composer } from './composer';
import { EmojiPopover } from './emoji/emoji-popover';
import { ClosedNotice } from './pane/closed-notice';
import { ConversationHeader } from './pane/conversation-header';
import { RequestNotice } from './pane/request-notice';
import { UnknownConversation } from './pane/unknown-conversation';
import { DeleteDialog } from './timeline/delete-dialog';
import { LinkCardsContext } from './timeline/link-card';
import { type MessageActions, MessageActionsContext } from './timeline/message-actions';
import { MessageMenu, type OpenMessageMenu } from './timeline/message-menu';
import { quotedFrom } from './timeline/quoted-from';
import { ReadersDialog } from './timeline/readers-dialog';
import { RepliesDialog } from './timeline/replies-dialog';
import { Timeline } from './timeline/timeline';
import { useMarkRead } from './use-mark-read';

export interface PaneProps {
  view: View;
  conversation: Conversation | null;
  onShare: () => void;
  onPlace: () => void;
  /** Whether links have cards. */
  linkCards: boolean;
}

const loadViewer = () => import('../attachments/viewer');

const targetOf = (seq: number | null) => (seq === null ? null : { seq });

/** Shows a conversation: its header, timeline and composer. Each view needs a pane of its own (`key`). */
export function ConversationPane({ view, conversation, onShare, onPlace, linkCards }: PaneProps) {
  const { ask, dispatch, drafts, store } = useClient();
  const { route, reopenCount, push } = useNavigation();
  const outgoing = useClientState((state) => state.outgoing);
  const loaded = useClientState((state) => state.loaded);
  const building = useClientState((state) => state.place?.building?.id);
  const pending = useMemo(() => outgoingIn(outgoing, view, conversation), [outgoing, view, conversation]);
  const [opened, setOpened] = useState<OpenMessageMenu | null>(null);
  const [reacting, setReacting] = useState<OpenMessageMenu | null>(null);
  const [read, setRead] = useState<WireEntry | null>(null);
  const [replied, setReplied] = useState<WireEntry | null>(null);
  const [editing, setEditing] = useState<WireEntry | null>(null);
  const [viewed, setViewed] = useState<Viewed | null>(null);
  const [deleting, setDeleting] = useState<WireEntry | null>(null);
  const [target, setTarget] = useState<{ seq: number } | null>(() => targetOf(route.seq));
  const { problem, attempt } = useAttempt();
  const field = useRef<HTMLTextAreaElement>(null);
  const key = keyOf(view);
  const id = conversation?.id ?? null;
  const name = useClientState((state) => (view.of === 'direct' ? nameOf(state.names, view.username) : ''));
  const blocked = useClientState((state) => view.of === 'direct' && state.blocks.users.has(view.username));
  const open = conversation?.info?.open !== false && !blocked;
  const cards = useMemo(
    () => (linkCards && id !== null ? createLinkCards({ ask, conversation: id }) : null),
    [linkCards, ask, id],
  );

  // Not on a phone, where the keyboard would cover half of the messages.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true });
  }, []);

  // Opening a conversation ends that it is marked as unread.
  const { markRead } = useMarkRead();
  const isKnown = conversation !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: marking it as unread while it is open keeps the mark
  useEffect(() => {
    if (conversation && isMarkedUnread(conversation)) markRead(conversation.id);
  }, [isKnown, markRead]);

  const shownReopenCount = useRef(reopenCount);
  useEffect(() => {
    const reopened = shownReopenCount.current !== reopenCount;
    shownReopenCount.current = reopenCount;
    setTarget((before) => (before?.seq === route.seq && !reopened ? before : targetOf(route.seq)));
  }, [route.seq, reopenCount]);

  const ViewerPart = useOverlay(loadViewer, viewed !== null)?.Viewer;
  useKeptPictures();

  const focusField = useCallback(() => requestAnimationFrame(() => field.current?.focus()), []);

  /** Puts the entries that a change answered with into the state. */
  const change = useCallback(
    async (request: Promise<{ entries: WireEntry[] }>) => {
      const answer = await attempt(request);
      if (answer) dispatch({ type: 'entries', entries: answer.entries });
      return answer !== null;
    },
    [attempt, dispatch],
  );

  const actions = useMemo<MessageActions>(
    () => ({
      conversation: id,
      open,
      menu: (entry, beside) => setOpened({ entry, anchor: beside.getBoundingClientRect() }),
      reply(entry) {
        setEditing(null);
        drafts.set(key, { text: drafts.of(key)?.text ?? '', reply: quotedFrom(entry) });
        focusField();
      },
      replies: setReplied,
      view: (photos, at) => setViewed({ photos, at }),
      react: (entry, emoji, on) =>
        void change(
          ask('react', { conversation: entry.conversation.id, message: entry.message.id, emoji, on }),
        ),
      goTo: (seq) => setTarget({ seq }),
    }),
    [id, open, key, ask, change, drafts, focusField],
  );

  const edit = useCallback(
    (entry: WireEntry) => {
      setEditing(entry);
      focusField();
    },
    [focusField],
  );

  function editLast() {
    const { you, log } = store.get();
    const last = log[id ?? '']?.entries.findLast(
      ({ message }) => message.from.kind === 'user' && message.from.id === you.id && !message.deletedAt,
    );
    if (last) edit(last);
  }

  if (loaded && view.of === 'conversation' && !conversation) return <UnknownConversation id={view.id} />;
  return (
    <MessageActionsContext value={actions}>
      <ConversationHeader view={view} conversation={conversation} />
      <LinkCardsContext value={cards}>
        <Timeline
          // Keyed by the conversation, which has its own scroll position and unread line; the building's room changes
          // when the user moves.
          key={view.of === 'building' ? `building ${building}` : key}
          view={view}
          conversation={conversation}
          pending={pending}
          target={target}
          onShare={onShare}
        />
      </LinkCardsContext>
      <ProblemLine problem={problem} className="mx-auto w-full max-w-[45rem] px-4 py-1 sm:px-6" />
      {conversation && view.of === 'direct' && !blocked && (
        <RequestNotice
          conversation={conversation}
          person={{ id: view.username, name: conversation.info?.title ?? name }}
        />
      )}
      {blocked && view.of === 'direct' ? (
        <BlockedNotice person={{ id: view.username, name: conversation?.info?.title ?? name }} />
      ) : open ? (
        <Composer
          view={view}
          conversation={conversation}
          field={field}
          editing={editing}
          onEdited={() => setEditing(null)}
          edit={(entry, text) => change(ask('edit_message', { message: entry.message.id, text }))}
          onEditLast={editLast}
          onShare={onShare}
          onPlace={onPlace}
          audience={
            (view.of === 'nearby' || view.of === 'building') && (
              <NearAudiences view={view} onView={(next) => push({ tab: 'chats', view: next })} />
            )
          }
        />
      ) : (
        conversation && <ClosedNotice conversation={conversation} />
      )}
      <MessageMenu
        opened={opened}
        actions={actions}
        onClose={() => setOpened(null)}
        onEdit={edit}
        onDelete={setDeleting}
        onReaders={setRead}
        onEmoji={setReacting}
      />
      <EmojiPopover
        anchor={reacting?.anchor ?? null}
        onClose={() => setReacting(null)}
        onChoose={(emoji) => reacting && actions.react(reacting.entry, emoji, true)}
      />
      <ReadersDialog entry={read} onClose={() => setRead(null)} />
      {ViewerPart && <ViewerPart viewed={viewed} onClose={() => setViewed(null)} />}
      <RepliesDialog entry={replied} onClose={() => setReplied(null)} />
      <DeleteDialog
        entry={deleting}
        onClose={() => setDeleting(null)}
        onDelete={(entry) => change(ask('delete_message', { message: entry.message.id }))}
      />
    </MessageActionsContext>
  );
}
