'use client';

import { useTranslations } from 'next-intl';
import type { WireAlertRecord } from '@/protocol/alerts';
import { DownloadIcon } from '../../ui/later-icons';

/** Shows the report of an alert as files to save. */
export function Report({ record: { alert } }: { record: WireAlertRecord }) {
  const t = useTranslations('alertConsole.record');
  return (
    <section aria-label={t('report')} className="mt-6 grid gap-3">
      <h2 className="font-semibold text-lg">{t('report')}</h2>
      <div className="flex flex-wrap gap-2">
        {(['html', 'csv'] as const).map((form) => (
          <a key={form} href={`/api/v1/alerts/${alert.id}/report.${form}`} download className="button">
            <DownloadIcon size={18} /> {t(`reportAs.${form}`)}
          </a>
        ))}
      </div>
    </section>
  );
}
