import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { App } from '@/server/app';
import { Table } from '../ui/table';

/** Shows who is online and in which building. */
export async function OnlineTable({
  label,
  rows,
  buildingName,
  empty,
}: {
  label: string;
  rows: Awaited<ReturnType<App['commands']['listOnline']>>;
  buildingName: (id: string) => string | undefined;
  empty: string;
}) {
  const t = await getTranslations('admin');
  const r = await getTranslations('range');
  return (
    <Table
      label={label}
      columns={[t('name'), t('users.username'), t('online.building'), t('online.range')]}
      empty={empty}
      rows={rows.map(({ id, name, b_id, radious }) => ({
        key: id,
        cells: [
          name,
          <Link key="id" href={`/admin/users/${encodeURIComponent(id)}`} className="link">
            {id}
          </Link>,
          b_id === null ? (
            <span key="building" className="text-soft">
              {t('online.nowhere')}
            </span>
          ) : (
            <Link key="building" href={`/admin/buildings/${encodeURIComponent(b_id)}`} className="link">
              {buildingName(b_id) ?? b_id}
            </Link>
          ),
          r('metres', { metres: radious }),
        ],
      }))}
    />
  );
}
