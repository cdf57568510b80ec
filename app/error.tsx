'use client';

import { useTranslations } from 'next-intl';
import { NoticePage } from './ui/notice-page';

/** Shown instead of a page that failed to render; the node's log has the cause. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations('failure');
  return (
    <NoticePage title={t('title')} text={t('text')}>
      <button type="button" className="button button-primary" onClick={reset}>
        {t('retry')}
      </button>
      <button type="button" className="button" onClick={() => location.assign('/')}>
        {t('home')}
      </button>
      {error.digest && <p className="w-full text-soft text-xs">{t('reference', { digest: error.digest })}</p>}
    </NoticePage>
  );
}
