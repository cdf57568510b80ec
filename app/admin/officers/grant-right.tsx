'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { ALERT_ROLES, type AlertRole } from '@/protocol/alert-kinds';
import { Avatar } from '../../ui/avatar';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { AddPersonIcon } from '../../ui/later-icons';
import { post } from '../../ui/post';
import { ProblemLine } from '../../ui/problem-line';
import { SearchInput } from '../../ui/search-input';
import { useChange } from '../use-change';
import type { Named } from './grant-list';

interface Props {
  campuses: readonly Named[];
  buildings: readonly Named[];
  you: string;
}

/** Milliseconds without typing before a search. */
const REST_MS = 250;

/** Shows the button that opens the form in which a right is granted: to whom, which, and where. */
export function GrantRight(props: Props) {
  const t = useTranslations('admin.officers');
  const r = useTranslations('alertTerms.roles');
  const { open, show, close, pending, problem, change } = useChange();
  const [said, setSaid] = useState('');
  return (
    <>
      <button type="button" className="button button-primary" onClick={show}>
        <AddPersonIcon />
        {t('grant')}
      </button>
      <p role="status" className="basis-full text-accent text-sm empty:hidden">
        {said}
      </p>
      <Dialog open={open} onClose={close} title={t('grant')}>
        <Fields
          {...props}
          pending={pending}
          onCancel={close}
          onGrant={(user, role, place) =>
            change(async () => {
              const [of, id = ''] = place.split(/:(.*)/s);
              const answer = await post('/api/v1/admin/alert-grants', {
                user: user.id,
                role,
                ...(of === 'campus' && { campus: id }),
                ...(of === 'building' && { building: id }),
              });
              if (answer.ok) setSaid(t('granted', { role: r(role), name: user.name }));
              return answer;
            })
          }
        >
          <ProblemLine problem={problem} texts={{ conflict: t('refused') }} />
        </Fields>
      </Dialog>
    </>
  );
}

function Fields({
  campuses,
  buildings,
  you,
  pending,
  onCancel,
  onGrant,
  children,
}: Props & {
  pending: boolean;
  onCancel: () => void;
  /** `place` is `campus:` or `building:` with the id; empty: everywhere. */
  onGrant: (user: Named, role: AlertRole, place: string) => void;
  children: ReactNode;
}) {
  const t = useTranslations('admin.officers');
  const r = useTranslations('alertTerms.roles');
  const [query, setQuery] = useState('');
  const [user, setUser] = useState<Named | null>(null);
  const [role, setRole] = useState<AlertRole>('drafter');
  const [place, setPlace] = useState('');
  const found = useFoundPeople(query, you);

  function grant(event: FormEvent) {
    event.preventDefault();
    if (user) onGrant(user, role, place);
  }

  return (
    <form aria-label={t('grant')} className="grid gap-3" onSubmit={grant}>
      <SearchInput
        label={t('find')}
        value={user ? `${user.name} (${user.id})` : query}
        onChange={(text) => {
          setUser(null);
          setQuery(user ? '' : text);
        }}
      />
      {!user && found.length > 0 && (
        <ul aria-label={t('found')} className="max-h-64 overflow-y-auto">
          {found.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                className="flex min-h-12 w-full items-center gap-3 rounded-control px-2 text-start hover:bg-sunk"
                onClick={() => setUser(person)}
              >
                <Avatar id={person.id} name={person.name} size={32} />
                <span className="min-w-0">
                  <bdi className="block truncate">{person.name}</bdi>
                  <span className="block truncate text-soft text-xs">{person.id}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <label className="block text-sm">
        {t('role')}
        <select
          className="field mt-1"
          value={role}
          onChange={(event) => setRole(event.target.value as AlertRole)}
        >
          {ALERT_ROLES.map((each) => (
            <option key={each} value={each}>
              {r(each)}
            </option>
          ))}
        </select>
        <span className="block pt-1 text-soft">{t(`roles.${role}`)}</span>
      </label>
      <label className="block text-sm">
        {t('place')}
        <select className="field mt-1" value={place} onChange={(event) => setPlace(event.target.value)}>
          <option value="">{t('everywhere')}</option>
          <optgroup label={t('campuses')}>
            {campuses.map(({ id, name }) => (
              <option key={id} value={`campus:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
          <optgroup label={t('buildings')}>
            {buildings.map(({ id, name }) => (
              <option key={id} value={`building:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      {children}
      <DialogButtons cancel={t('cancel')} onCancel={onCancel} className="pt-1">
        <button type="submit" className="button button-primary" disabled={!user || pending}>
          {t('grantIt')}
        </button>
      </DialogButtons>
    </form>
  );
}

/** Returns the people whom a search finds, but not the administrator who searches, nor guests. */
function useFoundPeople(query: string, you: string): Named[] {
  const [found, setFound] = useState<{ of: string; people: Named[] }>({ of: '', people: [] });
  const text = query.trim();
  useEffect(() => {
    if (text === '') return;
    let dropped = false;
    const timer = setTimeout(async () => {
      const answer = await post('/api/v1/admin/find-users', { query: text, filter: 'all' });
      if (dropped || !answer.ok) return;
      const people = answer.body.users.filter(({ id, guest }) => id !== you && !guest);
      setFound({ of: text, people: people.map(({ id, name }) => ({ id, name })) });
    }, REST_MS);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [text, you]);
  return text === '' ? [] : found.people;
}
