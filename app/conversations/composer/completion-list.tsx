'use client';

import type { ReactNode } from 'react';

/** What can complete the text: a person, or a command of a bot. */
export interface Option {
  id: string;
  name: string;
  /** Says more about it at the end of the line, or below it. */
  detail: string;
  /** Of a person; a command has none, and its name is always whole. */
  picture?: ReactNode;
}

interface Props {
  id: string;
  label: string;
  options: readonly Option[];
  active: number;
  onChoose: (index: number) => void;
}

/** Returns the element id of an option. */
export const optionId = (list: string, { id }: Pick<Option, 'id'>) => `${list}-${id}`;

/** Shows what could complete the text, above the field. The focus stays in the field. */
export function CompletionList({ id, label, options, active, onChoose }: Props) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={label}
      className="card absolute bottom-full inset-s-0 z-20 mb-2 w-80 max-w-full p-1.5 shadow-xl"
    >
      {options.map((option, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its keys choose
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={option.id}
          id={optionId(id, option)}
          role="option"
          aria-selected={i === active}
          className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-lg px-2 hover:bg-sunk aria-selected:bg-tint"
          // A press must not take the focus from the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(i)}
        >
          {option.picture}
          <span dir="auto" className={option.picture ? 'min-w-0 truncate' : 'flex-none'}>
            {option.name}
          </span>
          <span
            className={`ms-auto ps-2 text-end text-soft text-xs ${option.picture ? 'flex-none' : 'min-w-0 truncate'}`}
          >
            {option.detail}
          </span>
        </div>
      ))}
    </div>
  );
}
