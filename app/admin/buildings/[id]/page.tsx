import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { DateTime } from '../../../ui/date-time';
import { Table } from '../../../ui/table';
import { AdminPage } from '../../admin-page';
import { administrator } from '../../administrator';
import { OnlinePeople } from '../../online-people';
import { photosOf } from '../../photos-of';

/** Shows who is in a building, and what bots sent there. */
export default async function BuildingPage({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  const actor = await administrator(`/admin/buildings/${encodeURIComponent(id)}`);
  if (!actor) return null;
  const { commands, places } = getApp();
  const building = places.get(id);
  if (!building) notFound();
  const t = await getTranslations('admin');
  const [rows, activity] = await Promise.all([
    commands.listOnline({ actor, buildingId: id }),
    commands.showBuildingActivity({ actor, buildingId: id }),
  ]);
  return (
    <AdminPage title={building.name}>
      <div className="flex flex-col gap-3">
        <h2 className="heading">{t('building.people')}</h2>
        {rows.length === 0 ? (
          <p className="card p-4 text-soft">{t('building.nobody')}</p>
        ) : (
          <div className="card p-3">
            <OnlinePeople
              label={t('building.people')}
              rows={rows}
              photos={
                await photosOf(
                  actor,
                  rows.map((row) => row.id),
                )
              }
            />
          </div>
        )}
        <h2 className="heading mt-4">{t('building.activity')}</h2>
        <Table
          label={t('building.activity')}
          columns={[t('activity.when'), t('activity.bot'), t('activity.what')]}
          empty={t('activity.none')}
          rows={activity.map(({ timestamp, bot_id, message }, i) => ({
            key: String(i),
            cells: [<DateTime key="when" at={timestamp} />, bot_id, message],
          }))}
        />
      </div>
    </AdminPage>
  );
}
