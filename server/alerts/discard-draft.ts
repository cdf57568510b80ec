import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { storeConsoleChange } from './issue';
import { assertCovers, grantsFor } from './policy';
import { lockDraft, setDiscarded } from './store/drafts';
import { appendLedger } from './store/ledger';

/** Discards a draft. Throws `not_found`, `forbidden`, and `conflict` for one that was issued. */
export async function discardDraft(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<void> {
  const outbox = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['drafter', 'approver']);
    const draft = await lockDraft(client, id);
    if (!draft) throw fail('not_found', 'There is no such draft.', { field: 'id' });
    assertCovers(app, grants, draft.content.area);
    if (draft.state === 'issued') throw fail('conflict', 'This draft is issued. Cancel the alert instead.');
    if (draft.state === 'discarded') return [];
    await setDiscarded(client, id);
    const outbox = await storeConsoleChange(client);
    await appendLedger(client, [{ type: 'discard', draft: id, by: actor.userId }]);
    return outbox;
  });
  app.relay.publish(outbox);
}
