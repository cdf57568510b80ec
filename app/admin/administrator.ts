import type { UserActor } from '@/server/actor';
import { requireUser } from '../session';

/**
 * The user, or null for one who is no administrator: the layout tells that one so. Each command decides again for
 * itself; this only keeps a page from asking for what would be refused.
 */
export async function administrator(path: string): Promise<UserActor | null> {
  const user = await requireUser(path);
  return user.administrator ? user : null;
}
