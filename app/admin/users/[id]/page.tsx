import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { isQuadError } from '@/protocol/errors';
import { getApp } from '@/server/app';
import { BackIcon } from '../../../ui/later-icons';
import { administrator } from '../../administrator';
import { ReportCard } from '../../reports/report-card';
import { ActivityList } from '../activity-list';
import { PersonHeader } from '../person-header';
import { RecordHistory } from '../record-history';

/** The number of activities shown. */
const SHOWN = 50;

/** Shows what administrators may know of a user, and what they can do about the user. */
export default async function UserPage({ params }: { params: Promise<{ id: string }> }) {
  const username = decodeURIComponent((await params).id);
  const actor = await administrator(`/admin/users/${encodeURIComponent(username)}`);
  if (!actor) return null;
  const t = await getTranslations('admin.users');
  const { commands } = getApp();
  const [record, activity, open, closed] = await Promise.all([
    commands.showUserRecord({ actor, id: username }),
    commands.showUserActivity({ actor, username, count: SHOWN }),
    commands.listReports({ actor, closed: false, about: username }),
    commands.listReports({ actor, closed: true, about: username }),
  ]).catch((error: unknown) => {
    if (isQuadError(error) && error.code === 'not_found') notFound();
    throw error;
  });
  return (
    <div className="flex flex-col gap-6">
      <Link href="/admin/users" className="button button-quiet -mb-3 -ms-3 self-start lg:hidden">
        <BackIcon />
        {t('all')}
      </Link>
      <PersonHeader record={record} you={actor.username} />
      {open.length + closed.length > 0 && (
        <Part title={t('reportsAbout')}>
          <ul className="flex flex-col gap-3">
            {[...open, ...closed].map((report) => (
              <ReportCard key={report.id} report={report} subject={false} />
            ))}
          </ul>
        </Part>
      )}
      {record.suspensions.length + record.warnings.length > 0 && (
        <Part title={t('history')}>
          <RecordHistory record={record} />
        </Part>
      )}
      <Part title={t('activity')}>
        <ActivityList activity={activity} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-display text-title">{title}</h2>
      {children}
    </section>
  );
}
