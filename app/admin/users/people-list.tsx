'use client';

import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { photoPath } from '@/protocol/photos';
import { USER_FILTERS, type UserFilter } from '@/protocol/reasons';
import type { WireFoundUsers } from '@/protocol/safety';
import { Avatar } from '../../ui/avatar';
import { DateTime } from '../../ui/date-time';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { SearchInput } from '../../ui/search-input';
import { withLaterPages } from './later-pages';

type FoundUser = WireFoundUsers['users'][number];

/** Milliseconds without typing before a search. */
const REST_MS = 250;

interface Props {
  /** All people, the first page. */
  first: WireFoundUsers;
  /** The username whose record is open. */
  open: string | null;
}

/** Shows people in order of name, with a search and filters. */
export function PeopleList({ first, open }: Props) {
  const t = useTranslations('admin.users');
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<UserFilter>('all');
  const { found, problem, loadMore, busy } = useFound(first, query, filter);
  const { compare } = new Intl.Collator(useLocale(), { numeric: true });
  // In the order of the reader's language; the server pages by the order of the database.
  const users = found.users.toSorted((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
  return (
    <>
      <SearchInput label={t('search')} value={query} onChange={setQuery} />
      <fieldset
        aria-label={t('show')}
        className="-mx-4 flex min-w-0 flex-none gap-1.5 overflow-x-auto px-4 lg:mx-0 lg:flex-wrap lg:px-0"
      >
        {USER_FILTERS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={filter === each}
            className="chip"
            onClick={() => setFilter(each)}
          >
            {t(`filters.${each}`)}
          </button>
        ))}
      </fieldset>
      <ProblemLine problem={problem} />
      <p role="status" className="sr-only">
        {t('found', { count: found.users.length })}
      </p>
      {found.users.length === 0 && <p className="card p-4 text-soft">{t('nobody')}</p>}
      {found.users.length > 0 && (
        <div className="card min-h-0 p-1.5 lg:overflow-y-auto">
          <ul>
            {users.map((user) => (
              <li key={user.id}>
                <PersonRow user={user} current={user.id === open} />
              </li>
            ))}
          </ul>
          {found.more && (
            <button type="button" className="button button-quiet w-full" disabled={busy} onClick={loadMore}>
              {t('more')}
            </button>
          )}
        </div>
      )}
    </>
  );
}

function PersonRow({ user, current }: { user: FoundUser; current: boolean }) {
  const t = useTranslations('admin.users');
  const { id, name, photo, online, reports, suspended, guest, administrator } = user;
  return (
    <Link
      href={`/admin/users/${encodeURIComponent(id)}`}
      prefetch={false}
      aria-current={current ? 'true' : undefined}
      className="flex min-h-14 items-center gap-3 rounded-control px-2.5 py-1.5 hover:bg-sunk aria-[current=true]:bg-tint"
    >
      <span className="relative flex-none">
        <Avatar id={id} name={name} size={40} photo={photo ? photoPath(photo, 'small') : undefined} />
        {online && (
          <span className="absolute end-0 bottom-0 size-3 rounded-full border-2 border-card bg-accent">
            <span className="sr-only">{t('online')}</span>
          </span>
        )}
      </span>
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate font-medium">
          {name}
        </span>
        <span className="block truncate text-soft text-sm">
          {suspended ? (
            <span className="text-bad">
              {t.rich('suspendedUntil', { time: () => <DateTime at={suspended} to="minute" /> })}
            </span>
          ) : (
            [guest ? t('guest') : id, administrator && t('administrator')].filter(Boolean).join(' · ')
          )}
        </span>
      </span>
      {reports > 0 && (
        <span className="flex-none rounded-full bg-bad-tint px-2 py-0.5 font-medium text-bad text-xs">
          {t('reports', { count: reports })}
        </span>
      )}
    </Link>
  );
}

/** Returns the people of a search, requested again after a change of it, and the function that requests the next page. */
function useFound(first: WireFoundUsers, query: string, filter: UserFilter) {
  const [found, setFound] = useState(first);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const text = query.trim();
  /** The number of the newest search; older answers are dropped. */
  const newest = useRef(0);
  /** What was last searched for. */
  const shown = useRef('');

  const search = async (last?: FoundUser): Promise<void> => {
    const number = ++newest.current;
    setBusy(true);
    const answer = await post('/api/v1/admin/find-users', {
      ...(text !== '' && { query: text }),
      ...(last && { after: last.id, afterName: last.name }),
      filter,
    });
    if (number !== newest.current) return;
    setBusy(false);
    setProblem(answer.ok ? null : answer);
    if (!answer.ok) return;
    const { users, more } = answer.body;
    setFound((before) => ({ users: last ? [...before.users, ...users] : users, more }));
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is searched for; `first` also after a refresh
  useEffect(() => {
    const same = shown.current === `${filter} ${text}`;
    shown.current = `${filter} ${text}`;
    if (text === '' && filter === 'all') {
      newest.current++;
      setBusy(false);
      setProblem(null);
      setFound((before) => (same ? withLaterPages(first, before) : first));
      return;
    }
    const timer = setTimeout(() => void search(), text === '' ? 0 : REST_MS);
    return () => clearTimeout(timer);
  }, [text, filter, first]);

  return { found, problem, busy, loadMore: () => void search(found.users.at(-1)) };
}
