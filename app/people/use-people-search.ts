'use client';

import { useEffect, useState } from 'react';
import { fits } from '@/protocol/words';
import type { Person } from '../composer/mention-completion';
import { useQuad, useQuadState } from '../connection/quad-provider';

/** Fewer letters than these are in everybody's name. */
const LEAST = 2;
const NOBODY: readonly Person[] = [];

/**
 * People whom the server finds by name or username. Until it has answered, those of its last answer who still fit.
 * Without a connection nobody: it is a help, and whatever needs it says so itself. `pauseMs`: while somebody still types.
 */
export function usePeopleSearch(text: string, pauseMs = 0): { people: readonly Person[]; current: boolean } {
  const { ask, dispatch } = useQuad();
  const ready = useQuadState((state) => state.link.state === 'ready');
  const [found, setFound] = useState<{ text: string; people: readonly Person[] }>({
    text: '',
    people: NOBODY,
  });
  const wanted = text.trim();
  const long = [...wanted].length >= LEAST;

  useEffect(() => {
    if (!ready || !long) return;
    let dropped = false;
    const timer = setTimeout(async () => {
      const answer = await ask('find_people', { query: wanted }).catch(() => null);
      if (dropped || !answer) return;
      dispatch({ type: 'names', people: answer.people });
      setFound({ text: wanted, people: answer.people });
    }, pauseMs);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [wanted, long, pauseMs, ready, ask, dispatch]);

  if (!long) return { people: NOBODY, current: true };
  if (found.text === wanted) return { people: found.people, current: true };
  const people = found.people.filter(({ id, name }) => fits(`${name} ${id}`, wanted));
  return { people, current: false };
}
