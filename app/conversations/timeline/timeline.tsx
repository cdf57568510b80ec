'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Conversation } from '@/clients/state/log';
import type { Outgoing } from '@/clients/state/outgoing';
import { unreadIn } from '@/clients/state/unread';
import type { View } from '@/clients/state/views';
import type { WireEntry } from '@/protocol/messages';
import { useClient, useClientState } from '../../connection/client-provider';
import { Chunk } from './chunk';
import { partOf } from './drawn-range';
import { EmptyTimeline } from './empty-timeline';
import { OutgoingMessage } from './outgoing-message';
import { LoadingFailed, Pills, TimelineSkeleton, TimelineStart } from './timeline-parts';
import { useChunks } from './use-chunks';
import { usePages } from './use-pages';
import { useReadTracking } from './use-read-tracking';
import { elementOf, type Scroll, useScroll } from './use-scroll';
import { useUnreadLine } from './use-unread-line';
import { useWindowFocus } from './use-window-focus';

interface Props {
  view: View;
  conversation: Conversation | null;
  pending: readonly Outgoing[];
  /** The message to show; a new object shows it again. */
  target: { seq: number } | null;
  onShare: () => void;
}

/** Milliseconds for which an opened message is highlighted. */
const MARKED_MS = 2_500;
const nothing = () => {};

/** Shows the messages of a conversation, starting at its end. */
export function Timeline({ view, conversation, pending, target, onShare }: Props) {
  const t = useTranslations('timeline');
  const { store } = useClient();
  const you = useClientState((state) => state.you.id);
  const loaded = useClientState((state) => state.loaded || state.kept);
  const unread = useClientState((state) => unreadIn(conversation, state).count);
  const focused = useWindowFocus();
  const pages = usePages(conversation);
  const drawn = useChunks(pages.entries);
  const line = useUnreadLine(conversation, pages, focused);
  const [marked, setMarked] = useState<number | null>(null);
  const scroll = useScroll({
    end: pages.end,
    hold: focused ? null : line.at,
    // The unread messages are loaded first.
    onNearTop: line.opened ? pages.before : nothing,
    onNearBottom: pages.after,
    draw: drawn.draw,
  });
  useReadTracking(conversation, pages, scroll, line.opened);

  const goTo = useCallback(
    (seq: number) => {
      const inside = pages.entries.some((entry) => entry.seq === seq);
      if (!inside) pages.around(seq);
      scroll.show(seq, 'centre');
      setMarked(seq);
    },
    [pages, scroll],
  );
  const goToLatest = useCallback(() => {
    pages.toLatest();
    scroll.toBottom();
  }, [pages, scroll]);

  // Opens at the message that was asked for, else at the first unread message, else at the end.
  const latest = useRef({ goTo, scroll, line });
  useLayoutEffect(() => {
    latest.current = { goTo, scroll, line };
  });
  useLayoutEffect(() => {
    if (!line.opened) return;
    const { goTo, scroll, line: now } = latest.current;
    if (target) goTo(target.seq);
    else if (now.at !== null) scroll.show(now.at, 'start');
  }, [line.opened, target]);

  useEffect(() => {
    if (marked === null || pages.busy === 'around') return;
    const timer = setTimeout(() => setMarked(null), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked, pages.busy]);

  // A user who sends a message has read the rest, and wants to see the new message.
  const sent = pending.at(-1)?.clientId;
  const sentBefore = useRef(sent);
  useEffect(() => {
    const before = sentBefore.current;
    sentBefore.current = sent;
    if (sent === undefined || sent === before || !store.get().outgoing.some((m) => m.clientId === sent))
      return;
    latest.current.line.clear();
    goToLatest();
  }, [sent, goToLatest, store]);

  const many = view.of !== 'direct' && conversation?.kind !== 'direct';
  const empty = pages.entries.length === 0 && pending.length === 0;
  const opening = conversation !== null && !line.opened;
  const waiting = !loaded || opening || (empty && !pages.start);
  const within = (seq: number | null, part: number) => (seq !== null && partOf(seq) === part ? seq : null);
  let { before } = drawn;

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroll.box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it, too
        tabIndex={0}
        role="log"
        aria-label={t('label')}
        // Messages that are drawn because the user scrolls are not news.
        aria-live={scroll.atBottom ? 'polite' : 'off'}
        aria-busy={waiting || pages.busy !== null}
        className="timeline min-h-0 scroll-pt-12 flex-1 overflow-y-auto overscroll-contain"
        onKeyDown={(event) => moveFocus(event, pages.entries, scroll)}
      >
        <div ref={scroll.content} className="mx-auto flex min-h-full max-w-[45rem] flex-col justify-end pb-3">
          {waiting && <TimelineSkeleton />}
          {!waiting && empty && <EmptyTimeline view={view} conversation={conversation} onShare={onShare} />}
          {!opening && pages.entries.length > 0 && (
            <>
              {pages.start ? (
                <TimelineStart view={view} conversation={conversation} />
              ) : pages.failed ? (
                <LoadingFailed onRetry={pages.retry} />
              ) : (
                <TimelineSkeleton />
              )}
              {/* Under reduced motion every change is a very short transition, and these must have their heights at once. */}
              <div data-chunks="">
                <div style={{ height: drawn.above, transition: 'none' }} />
                {drawn.chunks.map(({ part, entries }) => {
                  const last = before;
                  before = entries.at(-1) ?? null;
                  return (
                    <Chunk
                      key={part}
                      part={part}
                      entries={entries}
                      before={last}
                      line={within(line.at, part)}
                      marked={within(marked, part)}
                      many={many}
                      you={you}
                    />
                  );
                })}
                <div style={{ height: drawn.below, transition: 'none' }} />
              </div>
              {!pages.end && <TimelineSkeleton />}
            </>
          )}
          {pages.end &&
            pending.map((message) => <OutgoingMessage key={message.clientId} message={message} />)}
        </div>
      </div>
      {!opening && (
        <Pills
          scroll={scroll}
          end={pages.end}
          unread={unread}
          line={line.at}
          firstDrawn={drawn.chunks[0]?.entries[0]?.seq ?? 0}
          onLine={(seq) => scroll.show(seq, 'start')}
          onLatest={goToLatest}
        />
      )}
    </div>
  );
}

/** Moves the focus from message to message with the arrow keys, and to the first or last loaded one with Home and End. */
function moveFocus(event: KeyboardEvent<HTMLElement>, entries: readonly WireEntry[], scroll: Scroll) {
  const log = event.currentTarget;
  const from = event.target as HTMLElement;
  if (event.altKey || (from !== log && !from.matches('[data-seq]'))) return;
  const farthest = { Home: entries.at(0), End: entries.at(-1) }[event.key];
  // It may not be drawn yet.
  if (farthest) flushSync(() => scroll.show(farthest.seq, 'start'));
  const next = farthest ? elementOf(log, farthest.seq) : neighbourOf(from, log, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

/** Returns the drawn message before or after the focused one, or the last one when the log itself has the focus. */
function neighbourOf(from: HTMLElement, log: HTMLElement, key: string): HTMLElement | undefined {
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (step === undefined) return;
  const all = [...log.querySelectorAll<HTMLElement>('[data-seq]')];
  const at = from === log ? all.length : all.indexOf(from);
  return all[Math.max(0, Math.min(at + step, all.length - 1))];
}
