'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { type Emoji, emojiIn, findEmoji } from './find-emoji';

/** Emoji in a row of the grid. */
const COLUMNS = 8;

/**
 * Shows a field that searches emoji and a grid to choose from. In the field Enter chooses the first and the down arrow
 * leads into the grid, where the arrow keys move.
 */
export function EmojiPicker({ onChoose }: { onChoose: (emoji: string) => void }) {
  const t = useTranslations('emoji');
  const locale = useLocale();
  const [typed, setTyped] = useState('');
  const groups = useMemo(() => emojiIn(locale), [locale]);
  const found = useMemo(
    () =>
      typed.trim() === ''
        ? null
        : findEmoji(
            groups.flatMap(({ emoji }) => emoji),
            typed,
          ),
    [groups, typed],
  );
  const grid = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const buttons = () => [...(grid.current?.querySelectorAll('button') ?? [])];

  function move(event: KeyboardEvent) {
    const next = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
    const step = { ArrowLeft: -next, ArrowRight: next, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement) + step;
    if (at < 0) field.current?.focus();
    else all[Math.min(at, all.length - 1)]?.focus();
  }

  const cells = (emoji: readonly Emoji[]) =>
    emoji.map((each, i) => (
      <button
        key={each.emoji}
        type="button"
        // Tab goes from group to group.
        tabIndex={i === 0 ? 0 : -1}
        aria-label={each.name}
        title={each.name}
        className="flex aspect-square min-h-9 items-center justify-center rounded-control text-xl hover:bg-sunk"
        onClick={() => onChoose(each.emoji)}
      >
        {each.emoji}
      </button>
    ));
  return (
    <>
      <input
        ref={field}
        type="search"
        value={typed}
        aria-label={t('find')}
        placeholder={t('find')}
        autoCapitalize="none"
        autoComplete="off"
        className="field"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            buttons()[0]?.focus();
          } else if (event.key === 'Enter') {
            event.preventDefault();
            const first = found?.[0];
            if (first) onChoose(first.emoji);
          }
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move among its buttons */}
      <div ref={grid} className="mt-2 h-64 overflow-y-auto overscroll-contain" onKeyDown={move}>
        {found ? (
          <div className="grid grid-cols-8 gap-0.5">{cells(found)}</div>
        ) : (
          groups.map(({ group, emoji }) => (
            <fieldset key={group}>
              <legend className="heading pt-2 pb-1">{t(`groups.${group}`)}</legend>
              <div className="grid grid-cols-8 gap-0.5">{cells(emoji)}</div>
            </fieldset>
          ))
        )}
      </div>
      <p role="status" className={found?.length === 0 ? 'text-soft text-sm' : 'sr-only'}>
        {found && t('found', { count: found.length })}
      </p>
    </>
  );
}
