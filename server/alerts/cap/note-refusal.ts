import type { Db } from '@/db/client';
import { insertRefusal } from '../store/cap-sources';
import type { Refusal } from './refusals';
import type { CapSource } from './sources';

/** Returns a URL without what may be a secret: the user information and the query. */
export function bareUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** Notes for administrators that something of a source was refused; `url` is that of the feed or the entry. */
export async function noteRefusal(
  { db }: { db: Pick<Db, 'pool'> },
  { name }: CapSource,
  { code, path }: Refusal,
  url: string | null,
): Promise<void> {
  await insertRefusal(db.pool, { source: name, url: url && bareUrl(url), code, path });
}
