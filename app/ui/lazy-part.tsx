'use client';

import { useTranslations } from 'next-intl';

/** Shows a skeleton while a part of the page is loading, or a button to retry when loading failed. */
export function LazyPartStatus({ failed, retry }: { failed: boolean; retry: () => void }) {
  const t = useTranslations('main');
  if (!failed) {
    return (
      <div aria-hidden="true" className="flex flex-1 flex-col gap-4 p-5">
        <div className="skeleton h-10 w-1/2" />
        <div className="skeleton flex-1" />
      </div>
    );
  }
  return (
    <div
      role="alert"
      className="flex flex-1 flex-col items-center justify-center gap-3 p-5 text-center text-soft"
    >
      {t('partMissing')}
      <button type="button" className="button" onClick={retry}>
        {t('retry')}
      </button>
    </div>
  );
}
