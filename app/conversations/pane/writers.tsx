'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { writersAt } from '@/clients/state/writing';
import { useClientState } from '../../connection/client-provider';
import { firstName, nameOf } from '../../people/names';

/** Returns the usernames of the people who are writing in a conversation now. */
export function useWriters(conversation: string | undefined): string[] {
  const writing = useClientState((state) => state.writing[conversation ?? '']);
  const [, setEnded] = useState(0);
  const { people, until } = writersAt(writing, Date.now());
  useEffect(() => {
    if (until === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(() => setEnded(until), until - Date.now() + 1);
    return () => clearTimeout(timer);
  }, [until]);
  return people;
}

/** Says who is writing. */
export function Writers({ people }: { people: readonly string[] }) {
  const t = useTranslations('conversation');
  const names = useClientState((state) => state.names);
  const [name = '', other = ''] = people.map((id) => firstName(nameOf(names, id)));
  return (
    <span className="text-accent">
      {people.length === 1
        ? t('writing', { name })
        : people.length === 2
          ? t('writingTwo', { name, other })
          : t('writingMany', { count: people.length })}
    </span>
  );
}
