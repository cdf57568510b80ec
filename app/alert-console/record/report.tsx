'use client';

import { useLocale, useTranslations } from 'next-intl';
import { ALERT_REACHES } from '@/protocol/alert-kinds';
import type { WireAlertReport } from '@/protocol/alert-reports';
import { DownloadIcon } from '../../ui/later-icons';
import { Table } from '../../ui/table';
import { spanOf } from '../clock';
import { ExerciseNotes } from './exercise-notes';

/** Shows the report of an alert that has ended: how fast it was shown, to whom where, whom it did not reach; and as files. */
export function Report({ report }: { report: WireAlertReport }) {
  const t = useTranslations('alertConsole.report');
  const r = useTranslations('alertTerms');
  const { alert, times, segments, notSeen, exercise } = report;
  const locale = useLocale();
  const seconds = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'narrow',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  // Most are shown within a second.
  const span = (ms: number | null) =>
    ms === null ? '–' : ms < 60_000 ? seconds.format(ms / 1_000) : spanOf(ms);
  return (
    <div className="mt-6 grid gap-6">
      <section aria-label={t('times')} className="grid min-w-0 gap-2">
        <h2 className="font-display text-title">{t('times')}</h2>
        <Table
          label={t('times')}
          columns={[t('revision'), t('people'), t('handed'), t('half'), t('most'), t('last')]}
          rows={times.map(({ revision, people, handed, half, most, last }) => ({
            key: String(revision),
            cells: [revision, people, span(handed), span(half), span(most), span(last)],
          }))}
          empty={t('none')}
        />
      </section>
      <section aria-label={t('segments')} className="grid min-w-0 gap-2">
        <h2 className="font-display text-title">{t('segments')}</h2>
        <Table
          label={t('segments')}
          columns={[t('why'), t('building'), t('people'), t('displayed'), t('answered'), t('unreached')]}
          rows={segments.map(({ reason, building, people, displayed, answered, unreached }) => ({
            key: `${reason} ${building?.id}`,
            cells: [r(`reasons.${reason}`), building?.name ?? '–', people, displayed, answered, unreached],
          }))}
          empty={t('none')}
        />
        <p className="text-soft text-sm empty:hidden">
          {ALERT_REACHES.filter((reach) => notSeen[reach])
            .map((reach) => t('notSeen', { n: notSeen[reach] ?? 0, reach: r(`reaches.${reach}`) }))
            .join(' · ')}
        </p>
      </section>
      {alert.kind !== 'live' && <ExerciseNotes id={alert.id} notes={exercise} />}
      <section aria-label={t('files')} className="grid gap-2">
        <h2 className="font-display text-title">{t('files')}</h2>
        <div className="flex flex-wrap gap-2">
          {(['html', 'csv'] as const).map((form) => (
            <a key={form} href={`/api/v1/alerts/${alert.id}/report.${form}`} download className="button">
              <DownloadIcon size={18} /> {t(`as.${form}`)}
            </a>
          ))}
        </div>
      </section>
    </div>
  );
}
