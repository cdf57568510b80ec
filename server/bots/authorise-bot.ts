import { fail } from '@/protocol/errors';
import { recordAction } from '@/server/activity/audit';
import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { assertMayAuthorise } from './policy';
import { setAuthorised } from './store';

/**
 * Authorises a bot, or withdraws the authorisation and disconnects the bot on every node. Administrators only. Throws
 * `not_found`.
 */
export async function authoriseBot(
  app: BotsContext,
  { actor, id, authorised }: { actor: Actor; id: string; authorised: boolean },
): Promise<void> {
  assertMayAuthorise(actor);
  await app.db.transaction(async (client) => {
    if (!(await setAuthorised(client, id, authorised)))
      throw fail('not_found', `There is no bot ${id}.`, { field: 'id' });
    const action = authorised ? 'authorised_bot' : 'withdrew_bot';
    await recordAction(client, { adminId: actor.userId, action, about: id });
  });
  // After the commit: a connection made between the two is refused by the committed row.
  if (!authorised) await app.revocations.revoke([{ what: { botId: id }, reason: 'unauthorised' }]);
}
