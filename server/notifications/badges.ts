import type { Db } from '@/db/client';
import { countUnread } from '@/server/conversations/store/views';
import type { Log } from '@/server/log';

/** The number of users whose unread messages one statement counts. */
const COUNTED_AT_ONCE = 50;

/**
 * Returns the numbers of unread messages of users, for their badges; without those that could not be counted, as a badge
 * is no reason to send nothing.
 */
export async function countBadges(
  { db, log }: { db: Db; log: Pick<Log, 'warn'> },
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const unread = new Map<string, number>();
  try {
    for (let i = 0; i < userIds.length; i += COUNTED_AT_ONCE)
      for (const [userId, count] of await countUnread(db.pool, userIds.slice(i, i + COUNTED_AT_ONCE)))
        unread.set(userId, count);
  } catch (err) {
    log.warn({ err }, 'the unread messages for a badge could not be counted');
  }
  return unread;
}
