import type { Db } from '@/db/client';
import type { UserActor } from '@/server/actor';
import { READABLE } from '@/server/conversations/store/entries';
import type { Shown } from './attachments';

/**
 * Returns an attachment that the user may read now: their own before it is sent, that of a message that they may read,
 * or, for an administrator, that of a reported message. Returns null otherwise.
 */
export async function findReadable(
  db: Db,
  { userId, administrator, scopes }: UserActor,
  id: string,
): Promise<Shown | null> {
  const { rows } = await db.pool.query<{ shown: Shown }>(
    `SELECT a.shown FROM attachments a WHERE a.id = $2 AND a.shown IS NOT NULL AND (
       (a.state = 'ready' AND a.message_id IS NULL AND a.user_id = $1)
       OR (a.state = 'ready' AND EXISTS (SELECT 1 FROM entries e
         WHERE e.message_id = a.message_id AND NOT e.change AND ${READABLE}))
       OR ($3 AND EXISTS (SELECT 1 FROM reports r WHERE r.message_id = a.message_id)))`,
    [userId, id, administrator && (scopes === 'all' || scopes.has('admin'))],
  );
  return rows[0]?.shown ?? null;
}
