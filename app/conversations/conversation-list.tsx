'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useRef, useState } from 'react';
import { requestOf } from '@/clients/state/requests';
import { keyOf, type ListItem, listItemsOf, type View, viewOf } from '@/clients/state/views';
import { useClientState } from '../connection/client-provider';
import { useNavigation } from '../navigation/navigation-provider';
import { titleOf } from '../people/names';
import { useGroupNames } from '../people/use-group-names';
import { useInteraction } from '../ui/use-interaction';
import { useLazyImport } from '../ui/use-lazy-import';
import { useDraftKeys } from './composer/use-draft';
import { ConversationRow } from './list/conversation-row';
import { ListHeader } from './list/list-header';
import { ListSection } from './list/list-section';
import type { OpenRowMenu } from './list/row-menu';
import { type RenderRow, RowsInSight } from './list/rows-in-sight';
import { useArrowNavigation } from './list/use-arrow-navigation';
import { useStableOrder } from './list/use-stable-order';
import { LazySearchResults } from './search/lazy-search-results';
import { moveFocus } from './search/move-focus';
import { SearchField } from './search/search-field';
import { useQuery } from './search/use-query';

const loadRowMenu = () => import('./list/row-menu');
const loadFits = async () => (await import('@/protocol/text-matching')).fits;
const loadRequests = () => import('./list/request-section');

interface Props {
  className: string;
  /** The open conversation, as its canonical view. */
  current: View | null;
  onNew: (choice: 'message' | 'channel' | 'browse') => void;
  onPalette: () => void;
}

/**
 * Shows all conversations: nearby and the building, the pinned ones, then message requests, then the others with the newest first, then
 * those that the user left; or the results of a search.
 */
export function ConversationList({ className, current, onNew, onPalette }: Props) {
  const t = useTranslations('conversations');
  const { push } = useNavigation();
  const loaded = useClientState((state) => state.loaded);
  const { typed, setTyped, query, settle } = useQuery();
  const field = useRef<HTMLInputElement>(null);
  const { held, handlers } = useInteraction();
  const { around, pinned, recent, left, waiting, ignored } = useListItems(current);
  const Requests = useLazyImport(loadRequests, waiting.length + ignored.length > 0).part?.RequestSection;
  const ordered = useStableOrder(recent, { held, loaded });
  const open = useCallback(
    (view: View, seq?: number) => {
      // The browser's Back leads to the search.
      const query = settle();
      push({ tab: 'chats', view, query, ...(seq !== undefined && { seq }) });
    },
    [push, settle],
  );
  const [menu, setMenu] = useState<OpenRowMenu | null>(null);
  const RowMenu = useLazyImport(loadRowMenu, menu !== null).part?.RowMenu;
  const shown = useMatchingItems([...around, ...pinned, ...ordered, ...waiting, ...left, ...ignored], typed);
  useGroupNames();
  useArrowNavigation(shown ?? [...around, ...pinned, ...waiting, ...ordered], current, open);

  const row: RenderRow = ({ view, conversation, at }, place) => (
    <ConversationRow
      key={keyOf(view)}
      view={view}
      conversation={conversation}
      at={at}
      position={place?.position}
      of={place?.of}
      current={current !== null && keyOf(current) === keyOf(view)}
      onOpen={open}
      onMenu={setMenu}
    />
  );
  return (
    <nav
      aria-label={t('title')}
      className={`${className} min-h-0 flex-1 flex-col`}
      onKeyDown={(event) => {
        if (
          !shown ||
          event.nativeEvent.isComposing ||
          (event.target as Element).closest('[role=menu], [role=dialog]')
        )
          return;
        moveFocus(event, field.current);
        if (event.key === 'Escape') {
          setTyped('');
          field.current?.focus();
        }
      }}
    >
      <ListHeader onNew={onNew}>
        <SearchField field={field} query={typed} onQuery={setTyped} onSettle={settle} onPalette={onPalette} />
      </ListHeader>
      <div
        data-scroll-box=""
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-4"
        {...handlers}
      >
        {shown ? (
          <LazySearchResults
            query={query}
            items={shown}
            row={row}
            onOpen={open}
            onFilter={(word) => {
              setTyped(`${typed.trim()} ${word}`);
              field.current?.focus();
            }}
          />
        ) : (
          <>
            <ListSection title={t('around')}>{around.map((item) => row(item))}</ListSection>
            {pinned.length > 0 && (
              <ListSection title={t('pinned')}>{pinned.map((item) => row(item))}</ListSection>
            )}
            {Requests && <Requests waiting={waiting} ignored={ignored} row={row} />}
            <ListSection title={t('recent')}>
              <RowsInSight items={ordered} row={row} />
            </ListSection>
            {ordered.length === 0 && pinned.length === 0 && (loaded ? <Empty onNew={onNew} /> : <Skeleton />)}
            {left.length > 0 && (
              <details className="pt-3">
                <summary className="heading flex min-h-11 items-center px-2.5">
                  {t('left', { count: left.length })}
                </summary>
                <ul>{left.map((item) => row(item))}</ul>
              </details>
            )}
          </>
        )}
      </div>
      {RowMenu && <RowMenu opened={menu} onClose={() => setMenu(null)} />}
    </nav>
  );
}

/**
 * Returns the items of the list, with the message requests apart. Direct conversations that have only a draft or an
 * unsent message are among them.
 */
function useListItems(current: View | null) {
  const log = useClientState((state) => state.log);
  const building = useClientState((state) => state.place?.building?.id ?? null);
  const outgoing = useClientState((state) => state.outgoing);
  const you = useClientState((state) => state.you);
  const blocks = useClientState((state) => state.blocks);
  const pins = useClientState((state) => state.pins.conversations);
  const drafts = useDraftKeys();
  const open = current ? keyOf(current) : null;
  return useMemo(() => {
    const waiting = outgoing.flatMap(({ address }) => (address.to === 'people' ? address.users : []));
    const keys = new Set([...(open ? [open] : []), ...drafts, ...waiting.map((username) => `@${username}`)]);
    const { recent, ...items } = listItemsOf(
      log,
      building,
      [...keys].flatMap((key) => viewOf(key) ?? []),
    );
    const requests = new Map(
      recent.map((item) => [item, item.conversation && requestOf(item.conversation, you)]),
    );
    const place = new Map(pins.map((id, n) => [id, n]));
    const placeOf = ({ conversation }: ListItem) => place.get(conversation?.id ?? '') ?? -1;
    const are = (state: 'waiting' | 'ignored' | null) =>
      recent
        .filter((item) => placeOf(item) < 0 && requests.get(item) === state)
        .sort((a, b) => b.at.localeCompare(a.at));
    const notBlocked = ({ view }: ListItem) => view.of !== 'direct' || !blocks.users.has(view.username);
    return {
      ...items,
      pinned: recent.filter((item) => placeOf(item) >= 0).sort((a, b) => placeOf(a) - placeOf(b)),
      recent: are(null),
      waiting: are('waiting').filter(notBlocked),
      ignored: are('ignored').filter(notBlocked),
    };
  }, [log, building, outgoing, drafts, open, you, blocks, pins]);
}

/** Returns the items whose title matches the search; null without a search. */
function useMatchingItems(items: ListItem[], query: string): ListItem[] | null {
  const t = useTranslations('conversations');
  const names = useClientState((state) => state.names);
  const you = useClientState((state) => state.you);
  const place = useClientState((state) => state.place);
  const fits = useLazyImport(loadFits, query.trim() !== '').part;
  if (query.trim() === '') return null;
  return items.filter(({ view, conversation }) => {
    const title = titleOf(view, conversation, { names, you, place }, t);
    const text = `${title} ${view.of === 'direct' ? view.username : ''}`;
    return fits ? fits(text, query) : text.toLowerCase().includes(query.trim().toLowerCase());
  });
}

function Empty({ onNew }: Pick<Props, 'onNew'>) {
  const t = useTranslations('conversations.empty');
  return (
    <div className="px-2.5 py-2 text-soft text-sm">
      <p>{t('text')}</p>
      <div className="flex flex-wrap gap-2 pt-3">
        <button type="button" className="button px-3 text-sm" onClick={() => onNew('message')}>
          {t('write')}
        </button>
        <button type="button" className="button px-3 text-sm" onClick={() => onNew('browse')}>
          {t('browse')}
        </button>
      </div>
    </div>
  );
}

function Skeleton() {
  return (
    <div aria-hidden="true">
      {['w-1/2', 'w-2/3', 'w-2/5'].map((width) => (
        <div key={width} className="flex min-h-16 items-center gap-3 px-2.5 lg:min-h-14">
          <span className="skeleton size-10 flex-none rounded-full" />
          <span className={`skeleton h-4 ${width}`} />
        </div>
      ))}
    </div>
  );
}
