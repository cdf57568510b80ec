'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useEffect } from 'react';
import { MAX_QUERY_LENGTH } from '../../navigation/page-route';
import { CloseIcon, SearchIcon } from '../../ui/icons';
import { isCovered, isTyping } from '../../ui/shortcut-keys';

interface Props {
  field: RefObject<HTMLInputElement | null>;
  query: string;
  onQuery: (query: string) => void;
  /** Called when the query is complete. */
  onSettle: () => void;
  onPalette: () => void;
}

/** Shows the search field. The key `/` focuses it. */
export function SearchField({ field, query, onQuery, onSettle, onPalette }: Props) {
  const t = useTranslations('conversations');
  const p = useTranslations('palette');
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      // With Shift, too: some keyboards have it above a digit.
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (isCovered() || !field.current?.checkVisibility()) return;
      event.preventDefault();
      field.current.select();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [field]);
  return (
    <div className="relative min-w-0 flex-1">
      <label>
        <span className="sr-only">{t('find')}</span>
        <span className="-translate-y-1/2 pointer-events-none absolute top-1/2 inset-s-3 text-soft">
          <SearchIcon size={18} />
        </span>
        <input
          ref={field}
          type="search"
          value={query}
          maxLength={MAX_QUERY_LENGTH}
          autoCapitalize="none"
          autoComplete="off"
          enterKeyHint="search"
          placeholder={t('find')}
          className="field border-transparent bg-sunk px-10 [&::-webkit-search-cancel-button]:hidden"
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) onSettle();
          }}
        />
      </label>
      {query === '' ? (
        <button
          type="button"
          aria-label={p('open')}
          title={p('open')}
          className="absolute inset-y-0 inset-e-0 hidden w-16 items-center justify-center text-soft text-xs hover:text-ink lg:flex"
          onClick={onPalette}
        >
          <kbd className="rounded-md border border-edge px-1.5 font-sans">Ctrl K</kbd>
        </button>
      ) : (
        <button
          type="button"
          aria-label={t('clear')}
          title={t('clear')}
          className="absolute inset-y-0 inset-e-0 flex w-11 items-center justify-center rounded-xl text-soft hover:text-ink"
          onClick={() => {
            onQuery('');
            field.current?.focus();
          }}
        >
          <CloseIcon size={18} />
        </button>
      )}
    </div>
  );
}
