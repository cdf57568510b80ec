'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { FILTER_NAMES } from '@/protocol/search';

/** Shows the search filters with what each takes; a click adds one to the query. */
export function Filters({ onFilter }: { onFilter: (word: string) => void }) {
  const t = useTranslations('search.filter');
  const heading = useId();
  return (
    <div>
      <h2 id={heading} className="sr-only">
        {t('title')}
      </h2>
      <ul
        aria-labelledby={heading}
        className="-mx-2 flex gap-1.5 overflow-x-auto px-3 py-1 [scrollbar-width:none] lg:flex-wrap"
      >
        {FILTER_NAMES.map((filter) => (
          <li key={filter} className="flex-none">
            <button
              type="button"
              title={t(`${filter}.help`)}
              className="min-h-9 rounded-full border border-line px-3 text-ink text-xs hover:bg-sunk"
              onClick={() => onFilter(`${t(`${filter}.word`)}:`)}
            >
              <span className="font-semibold">{t(`${filter}.word`)}:</span>
              <span className="text-soft">{t(`${filter}.example`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
