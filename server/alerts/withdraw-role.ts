import { fail } from '@/protocol/errors';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AlertsContext } from './context';
import { deleteGrant } from './store/grants';
import { appendLedger } from './store/ledger';

/** Withdraws a right, at once. Throws `forbidden`, `not_found`. */
export async function withdrawRole(
  app: Pick<AlertsContext, 'db'>,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertAdministrator(actor);
  await app.db.transaction(async (client) => {
    const grant = await deleteGrant(client, id);
    if (!grant) throw fail('not_found', 'There is no such right.', { field: 'id' });
    const { userId: user, role, place } = grant;
    await appendLedger(client, [{ type: 'withdraw', user, role, place, by: actor.userId }]);
  });
}
