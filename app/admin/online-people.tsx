import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { isQuadError } from '@/protocol/errors';
import { photoPath } from '@/protocol/photos';
import type { UserActor } from '@/server/actor';
import { type App, getApp } from '@/server/app';
import { Avatar } from '../ui/avatar';

/** The URLs of photos by username. */
type Photos = ReadonlyMap<string, string>;

type Row = Awaited<ReturnType<App['commands']['listOnline']>>[number];

/** The greatest number of photos that can be asked for at once. */
const PHOTOS = 100;

/** Returns the photos of the first people of a list, by username; none above the limit of requests for photos. */
export async function photosOf(actor: UserActor, rows: readonly Row[]): Promise<Photos> {
  const usernames = rows.slice(0, PHOTOS).map(({ id }) => id);
  const photos = await getApp()
    .commands.listPhotos({ actor, usernames })
    .catch((error) => {
      if (isQuadError(error) && error.code === 'rate_limited') return [];
      throw error;
    });
  return new Map(photos.map(({ id, photo }) => [id, photoPath(photo, 'small')]));
}

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
