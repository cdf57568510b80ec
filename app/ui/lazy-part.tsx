'use client';

import { useTranslations } from 'next-intl';

/** In place of a part of the page that is still on its way, or that could not be fetched. */
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
