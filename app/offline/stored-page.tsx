'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { You } from '@/clients/state/state';
import { MainPage } from '../shell/main-page';
import { NoticePage } from '../ui/notice-page';

interface Props {
  tileUrl: string;
  movementsKept: number | null;
}

/** The user whose data this browser keeps; `nobody` when it keeps none, null until that is known. */
type Owner = Pick<You, 'id' | 'name' | 'administrator' | 'guest'> | 'nobody' | null;

const loadKeeping = () => import('@/clients/connection/keep-state');

/** Shows the main page as this browser keeps it, or, in place of any other page, that it needs a connection. */
export function StoredPage(props: Props) {
  const [owner, setOwner] = useState<Owner>(null);
  useEffect(() => {
    if (location.pathname !== '/' && location.pathname !== '/offline') return setOwner('nobody');
    loadKeeping()
      .then(({ readOwner }) => readOwner())
      .then(
        (found) => setOwner(found ?? 'nobody'),
        () => setOwner('nobody'),
      );
  }, []);
  if (owner === null) return <div className="flex-1 bg-paper" />;
  if (owner === 'nobody') return <NoConnection />;
  return <MainPage you={owner} first={null} sketch={null} search={location.search} {...props} />;
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
