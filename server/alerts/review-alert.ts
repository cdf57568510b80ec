import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { storeConsoleChange } from './issue';
import { assertCovers, grantsFor } from './policy';
import { findAlert, setReviewed } from './store/alerts';
import { appendLedger } from './store/ledger';
import { readHistory } from './store/numbers';

/**
 * Notes that an approver has reviewed an alert that another officer issued alone. Throws `not_found`, `forbidden`, and
 * `conflict` when it was issued by two, was reviewed already, or was issued by the actor.
 */
export async function reviewAlert(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<void> {
  const outbox = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['approver']);
    const alert = await findAlert(client, id, { lock: 'change' });
    if (!alert) throw fail('not_found', 'There is no such alert.', { field: 'id' });
    assertCovers(app, grants, ...alert.areas);
    const [first] = await readHistory(client, id);
    if (first?.draftedBy?.id === actor.username)
      throw fail('conflict', 'Somebody else reviews what you issued alone.');
    if (!(await setReviewed(client, id, actor.userId)))
      throw fail('conflict', 'This alert needs no review, or was reviewed already.');
    const outbox = await storeConsoleChange(client);
    await appendLedger(client, [{ type: 'review', alert: id, by: actor.userId }]);
    return outbox;
  });
  app.relay.publish(outbox);
}
