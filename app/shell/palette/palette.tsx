'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from '../../ui/dialog';
import { type Choice, type PaletteActions, useChoices } from './use-choices';

interface Props extends PaletteActions {
  open: boolean;
  /** Whether to choose where a shared text goes: only conversations and people are options. */
  sharing: boolean;
  onClose: () => void;
  /** Called when it closes without a choice. */
  onDismiss: () => void;
}

/** Shows the palette: a field that finds conversations, people, places and actions, and the keys to choose one. */
export function Palette({ open, sharing, onClose, onDismiss, ...actions }: Props) {
  const t = useTranslations('palette');
  const dismiss = () => {
    onDismiss();
    onClose();
  };
  return (
    <Dialog open={open} onClose={dismiss} title={t(sharing ? 'shareTitle' : 'title')}>
      <Chooser sharing={sharing} actions={actions} onClose={onClose} />
    </Dialog>
  );
}

interface ChooserProps extends Pick<Props, 'sharing' | 'onClose'> {
  actions: PaletteActions;
}

/** Mounted anew each time that the dialog opens. */
function Chooser({ sharing, actions, onClose }: ChooserProps) {
  const t = useTranslations('palette');
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const groups = useChoices(typed, actions).filter(
    ({ name }) => !sharing || name === 'conversations' || name === 'people',
  );
  const choices = groups.flatMap((group) => group.choices);
  const at = Math.min(active, Math.max(0, choices.length - 1));
  const list = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the active option has moved
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at, typed]);

  function choose(choice: Choice | undefined) {
    if (!choice) return;
    onClose();
    choice.run();
  }

  function pressed(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((at + step + choices.length) % Math.max(1, choices.length));
    else if (event.key === 'Enter') choose(choices[at]);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <input
        type="text"
        role="combobox"
        value={typed}
        aria-label={t(sharing ? 'findTarget' : 'find')}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={choices[at] && `${id}-${choices[at].key}`}
        autoCapitalize="none"
        autoComplete="off"
        placeholder={t(sharing ? 'findTarget' : 'find')}
        className="field"
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={pressed}
      />
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={t('title')}
        className="mt-2 h-80 overflow-y-auto overscroll-contain"
      >
        {groups.map(({ name, choices: inGroup }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a listbox
          <div key={name} role="group" aria-label={t(`groups.${name}`)} className="pt-2">
            <div aria-hidden="true" className="heading px-2.5 pb-1">
              {t(`groups.${name}`)}
            </div>
            {inGroup.map((choice) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its keys choose
              // biome-ignore lint/a11y/useFocusableInteractive: as above
              <div
                key={choice.key}
                id={`${id}-${choice.key}`}
                role="option"
                aria-selected={choice === choices[at]}
                className="flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2.5 hover:bg-sunk aria-selected:bg-tint"
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(choice)}
              >
                <span className="flex w-8 flex-none justify-center text-soft">{choice.picture}</span>
                <span dir="auto" className="min-w-0 flex-1 truncate">
                  {choice.title}
                </span>
                {choice.hint && <span className="flex-none ps-2 text-soft text-xs">{choice.hint}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p role="status" className={choices.length > 0 ? 'sr-only' : 'px-2.5 text-soft'}>
        {t('found', { count: choices.length })}
      </p>
    </>
  );
}
