import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';
import { photosOf } from '../photos-of';
import { AuditList } from './audit-list';

/** Shows what administrators did, the newest first. `?before=<id>` shows the records before that one. */
export default async function LogPage({ searchParams }: { searchParams: Promise<{ before?: unknown }> }) {
  const actor = await administrator('/admin/log');
  if (!actor) return null;
  const t = await getTranslations('admin');
  const { before } = await searchParams;
  const id = typeof before === 'string' && /^\d{1,15}$/.test(before) ? Number(before) : undefined;
  const { records, more } = await getApp().commands.listAuditRecords({ actor, before: id });
  const photos = await photosOf(
    actor,
    records.flatMap(({ by }) => (by ? [by.id] : [])),
  );
  const last = records.at(-1);
  return (
    <AdminPage title={t('pages.log')} text={t('log.text', { days: getApp().config.reportRetentionDays })}>
      <AuditList records={records} photos={photos} />
      <nav aria-label={t('pages.log')} className="flex gap-2 pt-3 empty:hidden">
        {id !== undefined && (
          <Link href="/admin/log" className="button">
            {t('log.newest')}
          </Link>
        )}
        {more && last && (
          <Link href={`/admin/log?before=${last.id}`} className="button">
            {t('log.earlier')}
          </Link>
        )}
      </nav>
    </AdminPage>
  );
}
