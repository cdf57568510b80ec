import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { Table } from '../../ui/table';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';
import { BuildingForm } from './building-form';

/** Shows all buildings, and the form that adds one. */
export default async function BuildingsPage() {
  if (!(await administrator('/admin/buildings'))) return null;
  const t = await getTranslations('admin');
  const buildings = await getApp().commands.listBuildings({});
  return (
    <AdminPage title={t('pages.buildings')}>
      <div className="flex flex-col gap-6">
        <Table
          label={t('pages.buildings')}
          columns={[t('name'), t('id'), t('buildings.boundary')]}
          empty={t('count', { count: 0 })}
          rows={buildings.map(({ id, name, boundary, radius }) => ({
            key: id,
            cells: [
              <Link key="name" href={`/admin/buildings/${encodeURIComponent(id)}`} className="link">
                {name}
              </Link>,
              <code key="id" className="text-sm">
                {id}
              </code>,
              boundary
                ? t('buildings.polygon')
                : radius === null
                  ? t('buildings.none')
                  : t('buildings.circle', { metres: Math.round(radius) }),
            ],
          }))}
        />
        <BuildingForm />
      </div>
    </AdminPage>
  );
}
