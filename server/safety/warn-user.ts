import type { WireUserRecord } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import { recordAction } from '@/server/activity/audit';
import { recordIn } from '@/server/activity/record';
import type { Actor } from '@/server/actor';
import type { ModerationContext } from './context';
import { findTarget } from './find-target';
import { sendNotice } from './send-notice';
import { readUserRecord } from './store/records';

/** Sends a user a warning, which they must confirm. Throws `not_found`. */
export async function warnUser(
  app: ModerationContext,
  { actor, id, text }: { actor: Actor; id: string; text: string },
): Promise<WireUserRecord> {
  assertAdministrator(actor);
  const user = await findTarget(app, id);
  const outbox = await app.db.transaction(async (client) => {
    await recordIn(client, [{ userId: actor.userId, code: 'warned' }]);
    await recordAction(client, { adminId: actor.userId, action: 'warned', userId: user.id });
    return sendNotice(client, { userId: user.id, createdBy: actor.userId, kind: 'warning', text });
  });
  app.relay.publish(outbox);
  return readUserRecord(app.db, app.config.administrators, user);
}
