import { fail } from '@/protocol/errors';
import type { Reason } from '@/protocol/reasons';
import type { WireUserRecord } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import { setSuspendedUntil } from '@/server/accounts/store/users';
import { recordAction } from '@/server/activity/audit';
import { recordIn } from '@/server/activity/record';
import type { Actor } from '@/server/actor';
import type { ModerationContext } from './context';
import { findTarget } from './find-target';
import { readUserRecord } from './store/records';
import { insertSuspension } from './store/suspensions';

/**
 * Suspends a user until a time (ISO 8601): disconnects their sockets on every node, and refuses their credentials and
 * sign-ins until then. A later suspension replaces the time and the reason of an earlier one. Throws `not_found`,
 * `bad_request` for a time that has passed, and `conflict` for an administrator.
 */
export async function suspendUser(
  app: ModerationContext,
  {
    actor,
    id,
    reason,
    note,
    until,
  }: { actor: Actor; id: string; reason: Reason; note?: string | undefined; until: string },
): Promise<WireUserRecord> {
  assertAdministrator(actor);
  const end = new Date(until);
  if (!(end.getTime() > Date.now()))
    throw fail('bad_request', 'until: must be in the future', { field: 'until' });
  const user = await findTarget(app, id);
  if (user.administrator || app.config.administrators.has(user.username))
    throw fail('conflict', 'An administrator cannot be suspended.', { field: 'id' });
  await app.db.transaction(async (client) => {
    await setSuspendedUntil(client, user.id, end);
    await insertSuspension(client, {
      userId: user.id,
      reason,
      note: note ?? null,
      until: end,
      createdBy: actor.userId,
    });
    await recordIn(client, [{ userId: actor.userId, code: 'suspended' }]);
    await recordAction(client, { adminId: actor.userId, action: 'suspended', userId: user.id });
  });
  await app.revocations.revoke([{ what: { userId: user.id }, reason: 'suspended' }]);
  return readUserRecord(app.db, app.config.administrators, user);
}
