import type { WireUserRecord } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import { setSuspendedUntil } from '@/server/accounts/store/users';
import { recordAction } from '@/server/activity/audit';
import { recordIn } from '@/server/activity/record';
import type { Actor } from '@/server/actor';
import type { ModerationContext } from './context';
import { findTarget } from './find-target';
import { readUserRecord } from './store/records';
import { endSuspensions } from './store/suspensions';

/** Ends the suspension of a user now; changes nothing without one. Throws `not_found`. */
export async function liftSuspension(
  app: ModerationContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<WireUserRecord> {
  assertAdministrator(actor);
  const user = await findTarget(app, id);
  await app.db.transaction(async (client) => {
    // Locks the user first, as a new suspension does.
    await setSuspendedUntil(client, user.id, null);
    if (!(await endSuspensions(client, user.id))) return;
    await recordIn(client, [{ userId: actor.userId, code: 'lifted_suspension' }]);
    await recordAction(client, { adminId: actor.userId, action: 'lifted_suspension', userId: user.id });
  });
  return readUserRecord(app.db, app.config.administrators, user);
}
