import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';
import { photosOf } from '../photos-of';
import { ClosedReport } from './closed-report';
import { ReportCard } from './report-card';

/** Shows the open reports, and beside them the closed ones. */
export default async function ReportsPage() {
  const actor = await administrator('/admin/reports');
  if (!actor) return null;
  const t = await getTranslations('admin.reports');
  const a = await getTranslations('admin');
  const { listReports } = getApp().commands;
  const [open, closed] = await Promise.all([
    listReports({ actor, closed: false }),
    listReports({ actor, closed: true }),
  ]);
  const photos = await photosOf(
    actor,
    [...open, ...closed].map(({ about }) => about.id),
  );
  return (
    <AdminPage title={a('pages.reports')}>
      <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <section aria-label={t('open')}>
          <h2 className="mb-2 font-display text-title">{t('open')}</h2>
          {open.length === 0 && <p className="card p-5 text-soft">{t('noneOpen')}</p>}
          <ul className="flex flex-col gap-4">
            {/* Whoever is in danger comes first. */}
            {open
              .toSorted((a, b) => Number(b.reason === 'danger') - Number(a.reason === 'danger'))
              .map((report) => (
                <ReportCard key={report.id} report={report} photo={photos.get(report.about.id)} />
              ))}
          </ul>
        </section>
        <section aria-label={t('closed')}>
          <h2 className="mb-2 font-display text-title">{t('closed')}</h2>
          {closed.length === 0 && <p className="card p-5 text-soft">{t('noneClosed')}</p>}
          {closed.length > 0 && (
            <ul className="card px-4 py-1">
              {closed.map((report) => (
                <ClosedReport key={report.id} report={report} photo={photos.get(report.about.id)} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </AdminPage>
  );
}
