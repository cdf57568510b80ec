'use client';

import { useTranslations } from 'next-intl';
import type { Person } from '../../people/names';
import { PersonAvatar } from '../../people/photos';

interface Props {
  id: string;
  people: readonly Person[];
  active: number;
  onChoose: (person: Person) => void;
}

/** Returns the element id of a person's option. */
export const optionId = (list: string, person: Person) => `${list}-${person.id}`;

/** Shows the people that a mention could name, above the field. The focus stays in the field. */
export function MentionList({ id, people, active, onChoose }: Props) {
  const t = useTranslations('composer');
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('mention')}
      className="card absolute bottom-full inset-s-0 z-20 mb-2 w-72 max-w-full p-1.5 shadow-xl"
    >
      {people.map((person, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its keys choose
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={person.id}
          id={optionId(id, person)}
          role="option"
          aria-selected={i === active}
          className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-lg px-2 hover:bg-sunk aria-selected:bg-tint"
          // A press must not take the focus from the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(person)}
        >
          <PersonAvatar id={person.id} name={person.name} size={28} />
          <span dir="auto" className="min-w-0 truncate">
            {person.name}
          </span>
          <span className="ms-auto flex-none ps-2 text-soft text-xs">{person.id}</span>
        </div>
      ))}
    </div>
  );
}
