import type { Db } from '@/db/client';
import type { WireOwnLookup } from '@/protocol/lookups';
import { assertUser } from '@/server/accounts/policy';
import type { Actor, UserActor } from '@/server/actor';
import type { ActivityContext } from './context';
import { insertOwnLookups, readOwnLookups } from './store';

/**
 * Records that an administrator looked users up, before the answer is given. Looking again within five minutes is the same
 * look-up, and looking oneself up is none.
 */
export async function recordLookups(
  app: { db: Db },
  { by, userIds, what }: { by: UserActor; userIds: readonly string[]; what: WireOwnLookup['what'] },
): Promise<void> {
  if (userIds.length > 0) await insertOwnLookups(app.db, { by: by.userId, userIds, what });
}

/** Returns which administrators looked the actor up, the newest first, 200 at most. */
export async function listOwnLookups(
  app: Pick<ActivityContext, 'db'>,
  { actor }: { actor: Actor },
): Promise<WireOwnLookup[]> {
  assertUser(actor);
  const rows = await readOwnLookups(app.db, actor.userId);
  return rows.map(({ at, ...lookup }) => ({ ...lookup, at: at.toISOString() }));
}
