import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';
import { BuildingsPage } from './buildings-page';

/** Shows the buildings as a list and on a map, on which administrators draw, edit, remove and import them. */
export default async function Page() {
  const actor = await administrator('/admin/buildings');
  if (!actor) return null;
  const t = await getTranslations('admin');
  const { commands, places, config } = getApp();
  const campuses = places.campuses().map(({ grounds = [], ...campus }) => ({ ...campus, grounds }));
  const [buildings, changes] = await Promise.all([
    commands.listBuildings({}),
    commands.listPlaceChanges({ actor }),
  ]);
  return (
    <AdminPage title={t('pages.buildings')}>
      <BuildingsPage places={{ campuses, buildings }} changes={changes} tileUrl={config.tileUrl} />
    </AdminPage>
  );
}
