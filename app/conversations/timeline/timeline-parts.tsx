'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState, type WheelEvent } from 'react';
import type { Conversation } from '@/clients/state/log';
import { shortCount } from '@/clients/state/unread';
import type { View } from '@/clients/state/views';
import { useClientState } from '../../connection/client-provider';
import { titleOf } from '../../people/names';
import { DownIcon, UpIcon } from '../../ui/later-icons';
import { elementOf, type Scroll } from './use-scroll';

/** Shows that the conversation begins here. */
export function TimelineStart({ view, conversation }: { view: View; conversation: Conversation | null }) {
  const t = useTranslations('timeline');
  const c = useTranslations('conversations');
  const title = useClientState((state) => titleOf(view, conversation, state, c));
  return (
    <p className="px-5 pt-8 pb-2 text-center text-soft text-sm">
      {t('beginning')} <span className="font-medium text-ink">{title}</span>
    </p>
  );
}

/** Shows that loading failed, and a button to retry. */
export function LoadingFailed({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations('timeline');
  return (
    <p role="alert" className="py-4 text-center text-soft text-sm">
      {t('notLoaded')}{' '}
      <button type="button" className="link min-h-9 font-medium" onClick={onRetry}>
        {t('retry')}
      </button>
    </p>
  );
}

/** Shows a placeholder while messages are loading. */
export function TimelineSkeleton() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-4 px-5 py-4">
      {['w-2/3', 'w-1/2', 'w-3/5'].map((width) => (
        <div key={width} className="flex gap-3">
          <div className="skeleton size-9 flex-none rounded-full" />
          <div className={`skeleton h-14 ${width}`} />
        </div>
      ))}
    </div>
  );
}

interface Props {
  scroll: Scroll;
  /** Whether the newest message is loaded. */
  end: boolean;
  unread: number;
  line: number | null;
  /** The seq of the first message that is drawn. */
  firstDrawn: number;
  onLine: (seq: number) => void;
  onLatest: () => void;
}

/** Shows buttons that lead up to the unread line, until it was in sight, and down to the newest message. */
export function Pills({ scroll, end, unread, line, firstDrawn, onLine, onLatest }: Props) {
  const t = useTranslations('timeline');
  const above = useLineAbove(scroll, line, firstDrawn);
  // A pill that appears under the pointer must not stop the wheel.
  const onWheel = ({ deltaY }: WheelEvent) => scroll.box.current?.scrollBy({ top: deltaY });
  const pill =
    'absolute inset-x-0 z-10 mx-auto flex w-fit min-h-11 items-center gap-2 whitespace-nowrap rounded-full border border-line bg-card px-4 font-medium text-accent text-sm shadow-lg hover:bg-sunk';
  return (
    <>
      {above !== null && (
        <button type="button" onClick={() => onLine(above)} onWheel={onWheel} className={`${pill} top-12`}>
          <UpIcon size={18} />
          {t('toUnread')}
        </button>
      )}
      {(!scroll.atBottom || !end) && (
        <button type="button" onClick={onLatest} onWheel={onWheel} className={`${pill} bottom-3`}>
          <DownIcon size={18} />
          {unread > 0 ? t('newBelow', { count: unread, shown: shortCount(unread) }) : t('toBottom')}
        </button>
      )}
    </>
  );
}

/** Returns the seq of the unread line while it is above the visible part and was never in sight; else null. */
function useLineAbove({ box }: Scroll, line: number | null, firstDrawn: number): number | null {
  const [above, setAbove] = useState<number | null>(null);
  const seen = useRef<number | null>(null);
  useEffect(() => {
    const root = box.current;
    if (!root || line === null || seen.current === line) return setAbove(null);
    const element = elementOf(root, line);
    // Messages far from what is in sight are not drawn.
    if (!element) return setAbove(line < firstDrawn ? line : null);
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return;
        if (entry.isIntersecting) {
          seen.current = line;
          observer.disconnect();
        }
        setAbove(
          !entry.isIntersecting && entry.boundingClientRect.top < (entry.rootBounds?.top ?? 0) ? line : null,
        );
      },
      { root },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, line, firstDrawn]);
  return above;
}
