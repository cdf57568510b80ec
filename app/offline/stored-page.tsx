'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import type { State } from '@/clients/state/state';
import type { AttachmentRules } from '../attachments/rules';
import { MainPage } from '../shell/main-page';
import { NoticePage } from '../ui/notice-page';

interface Props {
  /** The campus, drawn by the server. */
  sketch: ReactNode;
  tileUrl: string;
  attachments: AttachmentRules;
  movementsKept: number | null;
  linkCards: boolean;
}

const loadKeeping = () => import('@/clients/connection/keep-state');

/** Begins while the page is still being hydrated. Null on the server, and where another page was asked for. */
const reading =
  typeof window === 'undefined' || !['/', '/offline'].includes(location.pathname)
    ? null
    : loadKeeping().then(({ readKeptState }) => readKeptState());

/** Shows the main page as this browser keeps it, or, in place of any other page, that it needs a connection. */
export function StoredPage(props: Props) {
  const [kept, setKept] = useState<State | 'nothing' | null>(null);
  useEffect(() => {
    const show = (state: State | null = null) => setKept(state ?? 'nothing');
    if (reading) reading.then(show, () => show());
    else show();
  }, []);
  if (kept === null) return <div className="flex-1 bg-paper" />;
  if (kept === 'nothing') return <NoConnection />;
  return <MainPage you={kept.you} first={null} kept={kept} search={location.search} {...props} />;
}

function NoConnection() {
  const t = useTranslations('offline');
  // The page is asked for again when there may be a connection.
  useEffect(() => {
    const again = () => location.reload();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, []);
  return (
    <NoticePage title={t('title')} text={t('text')}>
      <button type="button" className="button button-primary" onClick={() => location.reload()}>
        {t('again')}
      </button>
      {location.pathname !== '/' && (
        <a href="/" className="button">
          {t('home')}
        </a>
      )}
    </NoticePage>
  );
}
