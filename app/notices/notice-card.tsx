'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClientState } from '../connection/client-provider';
import { AnnouncementIcon } from '../ui/later-icons';
import { NoticeDialog } from './notice-dialog';

/** Says that there is a notice to read, and opens the dialog with it. */
export function NoticeCard() {
  const t = useTranslations('notices');
  const notices = useClientState((state) => state.notices);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        className="floating flex w-full items-center gap-3 p-3 text-start"
        onClick={() => setOpen(true)}
      >
        <span className="flex size-10 flex-none items-center justify-center rounded-full bg-now-tint text-now-ink">
          <AnnouncementIcon />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-semibold leading-snug">
            {notices.length > 1
              ? t('count', { count: notices.length })
              : t(`about.${notices[0]?.kind ?? 'warning'}`)}
          </span>
          {notices.some(({ kind }) => kind !== 'webhook') && (
            <span className="block truncate text-soft text-sm">{t('from')}</span>
          )}
        </span>
        <span className="flex-none font-semibold text-accent text-sm">{t('read')}</span>
      </button>
      <NoticeDialog open={open} onClose={() => setOpen(false)} />
    </>
  );
}
