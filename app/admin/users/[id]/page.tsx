import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { isQuadError } from '@/protocol/errors';
import { getApp } from '@/server/app';
import { DateTime } from '../../../ui/date-time';
import { Table } from '../../../ui/table';
import { administrator } from '../../administrator';

/** Shows the newest activity of a user. */
export default async function UserPage({ params }: { params: Promise<{ id: string }> }) {
  const username = decodeURIComponent((await params).id);
  const actor = await administrator(`/admin/users/${encodeURIComponent(username)}`);
  if (!actor) return null;
  const t = await getTranslations('admin');
  const activity = await getApp()
    .commands.showUserActivity({ actor, username })
    .catch((error: unknown) => {
      if (isQuadError(error) && error.code === 'not_found') notFound();
      throw error;
    });
  return (
    <>
      <h2 className="font-semibold text-xl">{t('activity.of', { name: username })}</h2>
      <p className="heading mt-1 mb-3">{t('activity.newest')}</p>
      <Table
        label={t('activity.of', { name: username })}
        columns={[t('activity.when'), t('activity.what')]}
        empty={t('activity.none')}
        rows={activity.map(({ timestamp, message }, i) => ({
          key: String(i),
          cells: [<DateTime key="when" at={timestamp} />, message],
        }))}
      />
    </>
  );
}
