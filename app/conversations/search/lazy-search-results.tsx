'use client';

import { useTranslations } from 'next-intl';
import type { ListItem, View } from '@/clients/state/views';
import { LazyPartStatus } from '../../ui/lazy-part';
import { useLazyImport } from '../../ui/use-lazy-import';
import { ListSection } from '../list/list-section';
import { type RenderRow, RowsInSight } from '../list/rows-in-sight';

interface Props {
  query: string;
  /** The conversations whose titles match. */
  items: readonly ListItem[];
  row: RenderRow;
  onOpen: (view: View, seq?: number) => void;
  onFilter: (word: string) => void;
}

const loadResults = () => import('./search-results');

/**
 * Shows the results of a search: matching conversations at once, the rest once its code and the answer are loaded.
 */
export function LazySearchResults({ query, items, row, onOpen, onFilter }: Props) {
  const t = useTranslations('conversations');
  const results = useLazyImport(loadResults, true);
  const Results = results.part?.SearchResults;
  const conversations = items.length > 0 && (
    <ListSection title={t('title')}>
      <RowsInSight items={items} row={row} />
    </ListSection>
  );
  if (!Results || query.trim() === '')
    return (
      <>
        {conversations}
        <LazyPartStatus {...results} />
      </>
    );
  return (
    <Results
      query={query}
      listed={new Set(items.flatMap(({ view }) => (view.of === 'direct' ? view.username : [])))}
      conversations={items.length}
      onOpen={onOpen}
      onFilter={onFilter}
    >
      {conversations}
    </Results>
  );
}
