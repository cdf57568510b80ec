'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { View } from '@/clients/state/views';
import { FILTER_NAMES, parseSearch, type Unclear } from '@/protocol/search';
import { usePeopleSearch } from '../../people/use-people-search';
import { ListSection } from '../list/list-section';
import { Filters } from './filters';
import { FoundMessage } from './found-message';
import { FoundPerson } from './found-person';
import { useSearch } from './use-search';

interface Props {
  query: string;
  /** The usernames of the listed direct conversations, and the number of listed conversations. */
  listed: ReadonlySet<string>;
  conversations: number;
  onOpen: (view: View, seq?: number) => void;
  /** Adds a filter to the query. */
  onFilter: (word: string) => void;
  /** The matching conversations. */
  children: ReactNode;
}

/** Shows the conversations, people and messages that a search finds, and its filters. */
export function SearchResults({ query, listed, conversations, onOpen, onFilter, children }: Props) {
  const t = useTranslations('search');
  const search = parseSearch(query);
  const { terms } = search;
  const filtered = FILTER_NAMES.some((filter) => search[filter].length > 0);
  const { people, current } = usePeopleSearch(filtered ? '' : query);
  const others = people.filter(({ id }) => !listed.has(id));
  const { found, busy, failed, ready, more, retry, ...messages } = useSearch(query);
  const entries = found?.entries ?? [];
  const done = messages.current && current;
  const nothing = done && entries.length === 0 && others.length === 0 && conversations === 0;
  return (
    <>
      <Filters onFilter={onFilter} />
      {children}
      {others.length > 0 && (
        <ListSection title={t('people')}>
          {others.map((person) => (
            <FoundPerson key={person.id} person={person} onOpen={onOpen} />
          ))}
        </ListSection>
      )}
      <ListSection title={t('messages')} busy={busy}>
        {entries.map((entry) => (
          <FoundMessage
            key={`${entry.conversation.id} ${entry.seq}`}
            entry={entry}
            terms={terms}
            onOpen={onOpen}
          />
        ))}
      </ListSection>
      <div className="px-2.5 text-soft text-sm">
        {busy && entries.length === 0 && <Skeleton />}
        {found?.more && messages.current && !failed && (
          <button
            type="button"
            className="button mt-2 w-full text-sm"
            disabled={busy || !ready}
            onClick={more}
          >
            {t('more')}
          </button>
        )}
        {!ready && !messages.current && <p className="py-2">{t('offline')}</p>}
        {failed && (
          <div role="alert" className="flex flex-wrap items-center justify-between gap-2 py-2">
            {t('failed')}
            <button type="button" className="button px-3 text-sm" onClick={retry}>
              {t('retry')}
            </button>
          </div>
        )}
        {messages.current &&
          found?.unclear.map((unclear) => (
            <InvalidFilter key={`${unclear.filter}:${unclear.value}`} {...unclear} />
          ))}
        {messages.current && found?.unclear.length === 0 && entries.length === 0 && (
          <p className="py-2">{nothing ? t('nothing', { text: query }) : t('noMessages')}</p>
        )}
        <p role="status" className="sr-only">
          {done && t('count', { people: others.length, messages: entries.length, more: String(found?.more) })}
        </p>
      </div>
    </>
  );
}

function InvalidFilter({ filter, value }: Unclear) {
  const t = useTranslations('search.unclear');
  return <p className="py-2">{t(filter, { value })}</p>;
}

function Skeleton() {
  const t = useTranslations('search');
  return (
    <div className="flex flex-col gap-3 py-2">
      <span className="sr-only">{t('searching')}</span>
      {['w-full', 'w-4/5', 'w-3/5'].map((width) => (
        <span key={width} aria-hidden="true" className={`skeleton h-9 ${width}`} />
      ))}
    </div>
  );
}
