import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from '../context';
import { storeConsoleChange } from '../issue';
import { covers, grantsFor, reachOf } from '../policy';
import { lockShown, setDismissed } from '../store/cap-messages';
import { appendLedger } from '../store/ledger';
import { areaOf } from './read-messages';

/**
 * Removes an imported message from the lists of all officers; the ledger says who did. Throws `forbidden` unless the
 * officer's rights cover its whole area, and `not_found` for a message that is not in the officer's list.
 */
export async function dismissCapMessage(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<void> {
  const outbox = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['drafter', 'approver', 'sole_operator']);
    const message = await lockShown(client, id, reachOf(app, grants));
    if (!message) throw fail('not_found', 'There is no such message.', { field: 'id' });
    const area = areaOf(app, message);
    if (area === null ? !grants.some(({ place }) => place === '') : !covers(app, grants, [area]))
      throw fail('forbidden', 'The message is also for places that your right does not cover.');
    await setDismissed(client, id);
    const outbox = await storeConsoleChange(client);
    await appendLedger(client, [{ type: 'dismiss', message: id, by: actor.userId }]);
    return outbox;
  });
  app.relay.publish(outbox);
}
