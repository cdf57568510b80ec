'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useKeepHistory } from './use-keep-history';
import { type Launch, useLaunch } from './use-launch';
import { registerWorker } from './worker';

/**
 * Keeps the app in this browser, tells when a newer version is ready, which starts when the user taps, and does what the
 * app was opened for.
 */
export function Installed(launch: Launch) {
  const t = useTranslations('install');
  const [update, setUpdate] = useState<(() => void) | null>(null);
  useKeepHistory();
  useLaunch(launch);
  useEffect(() => registerWorker((start) => setUpdate(() => start)), []);
  return (
    <div role="status">
      {update && (
        <div className="floating fixed inset-x-0 bottom-[calc(var(--tabs-height)+1rem)] z-(--layer-banner) mx-auto flex w-max max-w-[calc(100vw-2rem)] items-center gap-3 py-1 ps-4 pe-1 text-sm lg:bottom-4">
          {t('update')}
          <button type="button" className="button button-primary" onClick={update}>
            {t('updateNow')}
          </button>
        </div>
      )}
    </div>
  );
}
