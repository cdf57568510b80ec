import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { Table } from '../../ui/table';
import { administrator } from '../administrator';

/** Shows all users. */
export default async function UsersPage() {
  const actor = await administrator('/admin/users');
  if (!actor) return null;
  const t = await getTranslations('admin');
  const users = await getApp().commands.listUsers({ actor });
  return (
    <>
      <p className="heading mb-2">{t('count', { count: users.length })}</p>
      <Table
        label={t('pages.users')}
        columns={[t('users.username'), t('users.activity')]}
        empty={t('count', { count: 0 })}
        rows={users.map(({ id }) => ({
          key: id,
          cells: [
            id,
            <Link
              key="activity"
              href={`/admin/users/${encodeURIComponent(id)}`}
              className="link"
              aria-label={`${t('users.show')}: ${id}`}
            >
              {t('users.show')}
            </Link>,
          ],
        }))}
      />
    </>
  );
}
