import type { UserActor } from '@/server/actor';
import { requireUser } from '../current-user';

/**
 * Returns the signed-in user, or null for a user who is no administrator; the layout then shows a notice. Each
 * command authorises by itself; this only spares a page the requests that would be refused.
 */
export async function administrator(path: string): Promise<UserActor | null> {
  const user = await requireUser(path);
  return user.administrator ? user : null;
}
