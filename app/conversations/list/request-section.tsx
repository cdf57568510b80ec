'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ListItem } from '@/clients/state/views';
import { ListSection } from './list-section';
import type { RenderRow } from './rows-in-sight';

/** The number of requests shown until the user asks for all. */
const FIRST = 3;

interface Props {
  waiting: readonly ListItem[];
  ignored: readonly ListItem[];
  row: RenderRow;
}

/** Shows the message requests: first messages of people whom the user has not answered, and those it ignored. */
export function RequestSection({ waiting, ignored, row }: Props) {
  const t = useTranslations('requests');
  const [all, setAll] = useState(false);
  const shown = all ? waiting : waiting.slice(0, FIRST);
  return (
    <>
      {shown.length > 0 && <ListSection title={t('title')}>{shown.map((item) => row(item))}</ListSection>}
      {shown.length < waiting.length && (
        <button type="button" className="button button-quiet" onClick={() => setAll(true)}>
          {t('all', { count: waiting.length })}
        </button>
      )}
      {ignored.length > 0 && (
        <details className="pt-3">
          <summary className="heading flex min-h-11 items-center px-2.5">
            {t('ignored', { count: ignored.length })}
          </summary>
          <ul>{ignored.map((item) => row(item))}</ul>
        </details>
      )}
    </>
  );
}
