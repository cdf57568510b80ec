'use client';

import { useEffect, useState } from 'react';
import { fits } from '@/protocol/text-matching';
import { useClient, useClientState } from '../connection/client-provider';
import type { Person } from './names';

/** The least number of characters that are searched for: fewer match too many names. */
const MIN_CHARACTERS = 2;
const NOBODY: readonly Person[] = [];

/**
 * Searches people by name or username on the server. Returns the people found, and `current`: they are for this text.
 * Until the answer comes, `people` are those of the previous answer that still match. Without a connection nobody is
 * found. `pauseMs` delays the request while the user types.
 */
export function usePeopleSearch(text: string, pauseMs = 0): { people: readonly Person[]; current: boolean } {
  const { ask, dispatch } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const [found, setFound] = useState<{ text: string; people: readonly Person[] }>({
    text: '',
    people: NOBODY,
  });
  const query = text.trim();
  const long = [...query].length >= MIN_CHARACTERS;

  useEffect(() => {
    if (!ready || !long) return;
    let dropped = false;
    const timer = setTimeout(async () => {
      const answer = await ask('find_people', { query }).catch(() => null);
      if (dropped || !answer) return;
      dispatch({ type: 'names', people: answer.people });
      setFound({ text: query, people: answer.people });
    }, pauseMs);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [query, long, pauseMs, ready, ask, dispatch]);

  if (!long) return { people: NOBODY, current: true };
  if (found.text === query) return { people: found.people, current: true };
  const people = found.people.filter(({ id, name }) => fits(`${name} ${id}`, query));
  return { people, current: false };
}
