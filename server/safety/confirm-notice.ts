import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { insertOutbox } from '@/server/conversations/store/outbox';
import type { SafetyContext } from './context';
import { confirm } from './store/notices';

/**
 * Confirms a notice of the actor, and tells all devices of the actor; does nothing for any other id and for a notice that
 * is confirmed already.
 */
export async function confirmNotice(
  app: Pick<SafetyContext, 'db' | 'relay'>,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  const { userId } = actor;
  const outbox = await app.db.transaction(async (client) => {
    if (!(await confirm(client, userId, id))) return [];
    const body = { type: 'notice_confirmed' as const, notice: id };
    return insertOutbox(client, [{ to: 'people', userIds: [userId], body }]);
  });
  if (outbox.length > 0) app.relay.publish(outbox);
}
