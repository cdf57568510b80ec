import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { App } from '@/server/app';
import { Avatar } from '../ui/avatar';
import type { Photos } from './photos-of';

type Row = Awaited<ReturnType<App['commands']['listOnline']>>[number];

/** Shows who is online as faces that open the person's record. */
export async function OnlinePeople({
  label,
  rows,
  photos,
}: {
  label: string;
  rows: readonly Row[];
  photos: Photos;
}) {
  const t = await getTranslations('admin.online');
  return (
    <ul aria-label={label} className="grid gap-x-2 sm:grid-cols-2 xl:grid-cols-3">
      {rows.map(({ id, name, radious, declared }) => (
        <li key={id} className="min-w-0">
          <Link
            href={`/admin/users/${encodeURIComponent(id)}`}
            className="flex min-h-13 items-center gap-3 rounded-control px-2 py-1.5 hover:bg-sunk"
          >
            <Avatar id={id} name={name} photo={photos.get(id)} />
            <span className="min-w-0">
              <span className="block truncate font-medium">{name}</span>
              <span className="block truncate text-soft text-sm">
                {id} · {declared ? t('declared') : t('rangeOf', { metres: radious })}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
