import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';
import { OnlineTable } from '../online-table';

/** Shows who is online. */
export default async function OnlinePage() {
  const actor = await administrator('/admin/online');
  if (!actor) return null;
  const t = await getTranslations('admin');
  const { commands, places } = getApp();
  return (
    <AdminPage title={t('pages.online')}>
      <OnlineTable
        label={t('pages.online')}
        rows={await commands.listOnline({ actor })}
        buildingName={(id) => places.get(id)?.name}
        empty={t('online.nobody')}
      />
    </AdminPage>
  );
}
