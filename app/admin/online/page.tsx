import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { sortByName } from '@/clients/state/views';
import { getApp } from '@/server/app';
import { Fresh } from '../../ui/fresh';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';
import { OnlinePeople } from '../online-people';
import { photosOf } from '../photos-of';
import { DayChart } from './day-chart';

/** Shows who is online by building now, and how many people buildings had over the day. */
export default async function OnlinePage() {
  const actor = await administrator('/admin/online');
  if (!actor) return null;
  const t = await getTranslations('admin');
  const { commands, places, config } = getApp();
  const rows = await commands.listOnline({ actor });
  const photos = await photosOf(
    actor,
    rows.map(({ id }) => id),
  );
  const inside = [...new Set(rows.map(({ b_id }) => b_id))].flatMap((id) =>
    id === null ? [] : [{ id, name: places.get(id)?.name ?? id }],
  );
  const groups = [...sortByName(inside, await getLocale()), { id: null, name: t('online.nowhere') }]
    .map((group) => ({ ...group, people: rows.filter(({ b_id }) => b_id === group.id) }))
    .filter(({ people }) => people.length > 0);
  return (
    <AdminPage title={t('pages.online')} text={t('online.count', { count: rows.length })}>
      <Fresh every={30_000} />
      <div className="flex flex-col gap-8">
        <DayChart days={config.activityRetentionDays} />
        {groups.length > 0 && (
          <section aria-labelledby="now" className="flex flex-col gap-3">
            <h2 id="now" className="font-display text-title">
              {t('online.now')}
            </h2>
            {groups.map(({ id, name, people }) => (
              <section key={id} aria-label={name} className="card p-3">
                <h3 className="flex items-baseline gap-2 px-2 pb-1 font-medium">
                  {id === null ? (
                    name
                  ) : (
                    <Link href={`/admin/buildings/${encodeURIComponent(id)}`} className="link">
                      {name}
                    </Link>
                  )}
                  <span className="font-normal text-soft text-sm tabular-nums">{people.length}</span>
                </h3>
                <OnlinePeople label={name} rows={people} photos={photos} />
              </section>
            ))}
          </section>
        )}
      </div>
    </AdminPage>
  );
}
