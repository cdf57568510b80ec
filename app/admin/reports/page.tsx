import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { administrator } from '../administrator';
import { ReportCard } from './report-card';

/** Shows the open reports and the closed ones. */
export default async function ReportsPage() {
  const actor = await administrator('/admin/reports');
  if (!actor) return null;
  const t = await getTranslations('admin.reports');
  const { listReports } = getApp().commands;
  const [open, closed] = await Promise.all([
    listReports({ actor, closed: false }),
    listReports({ actor, closed: true }),
  ]);
  return (
    <div className="flex flex-col gap-8">
      {[
        { title: t('open'), none: t('noneOpen'), reports: open },
        { title: t('closed'), none: t('noneClosed'), reports: closed },
      ].map(({ title, none, reports }) => (
        <section key={title} aria-label={title}>
          <h2 className="mb-2 font-semibold text-lg">{title}</h2>
          {reports.length === 0 && <p className="card p-4 text-soft">{none}</p>}
          <ul className="flex flex-col gap-3">
            {reports.map((report) => (
              <ReportCard key={report.id} report={report} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
