'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useId, useMemo, useState } from 'react';
import { sortByName } from '@/clients/state/views';
import { fits } from '@/protocol/text-matching';
import { useClientState } from '../connection/client-provider';
import { CloseIcon } from '../ui/icons';
import { CheckIcon } from '../ui/later-icons';
import { nameOf, type Person } from './names';
import { parseUsernames } from './parse-usernames';
import { PersonAvatar } from './photos';
import { useGroupNames } from './use-group-names';
import { usePeopleSearch } from './use-people-search';

interface Props {
  chosen: readonly string[];
  onChosen: (chosen: readonly string[]) => void;
  /** Usernames that cannot be chosen, because they are members already. */
  without?: readonly string[];
}

/** Milliseconds after the last key before the server is searched. */
const PAUSE_MS = 200;

/**
 * Shows a field that chooses people: from those around, known conversations and the server's search, or by username.
 */
export function PeoplePicker({ chosen, onChosen, without = [] }: Props) {
  const t = useTranslations('choose');
  const names = useClientState((state) => state.names);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState('');
  const problem = useId();
  const known = useKnownPeople(without);
  const near = known.filter(({ id, name }) => fits(`${name} ${id}`, typed));
  const { people, current } = usePeopleSearch(typed, PAUSE_MS);
  const found = [
    ...near,
    ...people.filter(({ id }) => !without.includes(id) && !near.some((person) => person.id === id)),
  ];

  function toggle(id: string) {
    onChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
    setTyped('');
  }

  function add(text: string) {
    const { usernames, wrong } = parseUsernames(text);
    onChosen([...new Set([...chosen, ...usernames])]);
    setTyped(wrong.join(' '));
    setWrong(wrong.join(', '));
  }

  return (
    <div>
      <ul aria-label={t('chosen')} className="flex flex-wrap gap-1.5 pb-2 empty:hidden">
        {chosen.map((id) => (
          <li key={id} className="flex max-w-full items-center rounded-full bg-tint ps-3 text-sm">
            <span className="truncate">{nameOf(names, id)}</span>
            <button
              type="button"
              aria-label={t('remove', { name: nameOf(names, id) })}
              className="flex size-9 flex-none items-center justify-center rounded-full text-soft hover:text-ink"
              onClick={() => toggle(id)}
            >
              <CloseIcon size={16} />
            </button>
          </li>
        ))}
      </ul>
      <input
        value={typed}
        aria-label={t('find')}
        aria-describedby={problem}
        aria-invalid={wrong !== ''}
        placeholder={t('find')}
        autoCapitalize="none"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="done"
        className="field"
        onChange={(event) => {
          setWrong('');
          // A separator completes a username.
          if (/[,;]$/.test(event.target.value)) add(event.target.value);
          else setTyped(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && typed.trim()) {
            event.preventDefault();
            const [first] = found;
            if (first) toggle(first.id);
            else add(typed);
          }
          if (event.key === 'Backspace' && typed === '') onChosen(chosen.slice(0, -1));
        }}
      />
      <p id={problem} role="status" className="pt-1 text-bad text-sm empty:hidden">
        {wrong !== '' && t('wrong', { text: wrong })}
      </p>
      <ul aria-label={t('known')} className="mt-2 max-h-[40dvh] overflow-y-auto">
        {found.map((person) => (
          <Row
            key={person.id}
            person={person}
            on={chosen.includes(person.id)}
            onToggle={() => toggle(person.id)}
          />
        ))}
      </ul>
      {found.length === 0 && current && (
        <p className="py-2 text-soft text-sm">{typed ? t('byUsername') : t('nobody')}</p>
      )}
    </div>
  );
}

function Row({ person, on, onToggle }: { person: Person; on: boolean; onToggle: () => void }) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={on}
        className="flex min-h-12 w-full items-center gap-3 rounded-xl px-2 text-start hover:bg-sunk aria-pressed:bg-tint"
        onClick={onToggle}
      >
        <PersonAvatar id={person.id} name={person.name} size={32} />
        <span className="min-w-0 flex-1">
          <span className="block truncate leading-snug">{person.name}</span>
          <span className="block truncate text-soft text-xs">{person.id}</span>
        </span>
        {on && (
          <span className="text-accent">
            <CheckIcon />
          </span>
        )}
      </button>
    </li>
  );
}

/** Returns the people around, and the other users of direct conversations and groups, sorted by name. */
function useKnownPeople(without: readonly string[]): Person[] {
  const locale = useLocale();
  const log = useClientState((state) => state.log);
  const people = useClientState((state) => state.people);
  const names = useClientState((state) => state.names);
  const you = useClientState((state) => state.you.id);
  useGroupNames();
  return useMemo(() => {
    const ids = new Set(Object.keys(people));
    const titles = new Map<string, string>();
    for (const { kind, with: other, info } of Object.values(log)) {
      if (kind === 'direct' && other) {
        ids.add(other);
        if (info?.title) titles.set(other, info.title);
      }
      for (const member of info?.members ?? []) ids.add(member);
    }
    for (const id of [you, ...without]) ids.delete(id);
    return sortByName(
      [...ids].map((id) => ({ id, name: titles.get(id) ?? nameOf(names, id) })),
      locale,
    );
  }, [log, people, names, you, without, locale]);
}
