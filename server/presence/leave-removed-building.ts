import type { Db } from '@/db/client';
import { isRemoved } from '@/server/places/store';
import { changePresence, NOT_SHARING } from './change-presence';
import type { PresenceContext } from './context';

/**
 * Lets a user leave their building if it was removed: nobody is in it any more [L14]. Asks the database, because this
 * node perhaps has not read a new building yet. Returns whether the user left.
 */
export async function leaveRemovedBuilding(
  app: Pick<PresenceContext, 'log' | 'presenceWriter' | 'places'>,
  userId: string,
): Promise<boolean> {
  let left = false;
  await changePresence(app, userId, async ({ buildingId, declared }, client) => {
    left = buildingId !== null && !app.places.get(buildingId) && (await isRemoved(client, buildingId));
    if (!left) return null;
    return declared ? NOT_SHARING : { buildingId: null };
  });
  return left;
}

/** Returns the users in removed buildings; `online`: with a connected session. */
export async function findInRemovedBuildings(
  db: Pick<Db, 'pool'>,
): Promise<{ userId: string; online: boolean }[]> {
  const { rows } = await db.pool.query<{ userId: string; online: boolean }>(
    `SELECT p.user_id AS "userId",
       EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = p.user_id AND s.disconnected_at IS NULL) AS online
     FROM presences p JOIN buildings b ON b.id = p.building_id WHERE b.removed_at IS NOT NULL`,
  );
  return rows;
}
