import type { WireUserRecord } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ModerationContext } from './context';
import { findTarget } from './find-target';
import { readUserRecord } from './store/records';

/** Returns what administrators may know of a user: neither messages nor places. Throws `not_found`. */
export async function showUserRecord(
  app: ModerationContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<WireUserRecord> {
  assertAdministrator(actor);
  return readUserRecord(app.db, app.config.administrators, await findTarget(app, id));
}
