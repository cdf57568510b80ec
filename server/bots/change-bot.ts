import type { PoolClient } from 'pg';
import { type AuditedAction, recordAction } from '@/server/activity/audit';
import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { assertMayManage } from './policy';

/**
 * Changes a bot in a transaction, in which it also records what an administrator does to the bot of another user. For
 * the owner and administrators. Throws `not_found`.
 */
export async function changeBot<T>(
  app: Pick<BotsContext, 'db'>,
  { actor, id, action }: { actor: Actor; id: string; action: AuditedAction['action'] },
  change: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const adminId = await assertMayManage(app, actor, id);
  return app.db.transaction(async (client) => {
    if (adminId !== null) await recordAction(client, { adminId, action, about: id });
    return change(client);
  });
}
