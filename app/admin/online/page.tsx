import { getTranslations } from 'next-intl/server';
import { quad } from '@/server/node';
import { administrator } from '../administrator';
import { OnlineTable } from '../online-table';

export default async function OnlinePage() {
  const actor = await administrator('/admin/online');
  if (!actor) return null;
  const t = await getTranslations('admin');
  const { commands, places } = quad();
  return (
    <OnlineTable
      label={t('pages.online')}
      rows={await commands.listOnline({ actor })}
      buildingName={(id) => places.get(id)?.name}
      empty={t('online.nobody')}
    />
  );
}
