import type { WireUserRecord } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import { recordLookups } from '@/server/activity/lookups';
import type { Actor } from '@/server/actor';
import type { ModerationContext } from './context';
import { findTarget } from './find-target';
import { readUserRecord } from './store/records';

/**
 * Returns what administrators may know of a user: neither messages nor places. The user can read that it happened. Throws
 * `not_found`.
 */
export async function showUserRecord(
  app: ModerationContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<WireUserRecord> {
  assertAdministrator(actor);
  const target = await findTarget(app, id);
  await recordLookups(app, { by: actor, userIds: [target.id], what: 'record' });
  return readUserRecord(app.db, app.config.administrators, target);
}
