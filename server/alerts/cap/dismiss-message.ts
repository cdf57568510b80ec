import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from '../context';
import { storeConsoleChange } from '../issue';
import { grantsFor } from '../policy';
import { lockShown, setDismissed } from '../store/cap-messages';
import { appendLedger } from '../store/ledger';
import { concerns } from './read-messages';

/**
 * Removes an imported message from the lists of all officers; the ledger says who did. Throws `forbidden`, and `not_found`
 * for a message that is not in the officer's list.
 */
export async function dismissCapMessage(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<void> {
  const outbox = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['drafter', 'approver', 'sole_operator']);
    const message = await lockShown(client, id);
    if (!message || !concerns(app, message, grants))
      throw fail('not_found', 'There is no such message.', { field: 'id' });
    await setDismissed(client, id);
    const outbox = await storeConsoleChange(client);
    await appendLedger(client, [{ type: 'dismiss', message: id, by: actor.userId }]);
    return outbox;
  });
  app.relay.publish(outbox);
}
