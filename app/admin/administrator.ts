import type { UserActor } from '@/server/actor';
import { requireUser } from '../session';

/**
 * Returns the signed-in user, or null for a user who is no administrator, whom the layout tells so. Each command
 * authorises by itself; this only keeps a page from requests that would be refused.
 */
export async function administrator(path: string): Promise<UserActor | null> {
  const user = await requireUser(path);
  return user.administrator ? user : null;
}
