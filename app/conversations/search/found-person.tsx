'use client';

import type { View } from '@/clients/state/views';
import type { Person } from '../../people/names';
import { PersonAvatar } from '../../people/photos';
import { SearchResult } from './result';

/** Shows a person that a search found; a click opens the direct conversation. */
export function FoundPerson({ person, onOpen }: { person: Person; onOpen: (view: View) => void }) {
  const { id, name } = person;
  return (
    <SearchResult view={{ of: 'direct', username: id }} onOpen={onOpen}>
      <PersonAvatar id={id} name={name} size={36} />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate font-medium leading-snug">
          {name}
        </span>
        <span className="block truncate text-soft text-xs">{id}</span>
      </span>
    </SearchResult>
  );
}
