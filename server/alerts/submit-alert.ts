import type { AlertKind } from '@/protocol/alert-kinds';
import type { WireAlertDraft } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { storeConsoleChange } from './issue';
import { assertCovers, grantsFor } from './policy';
import { presentDraft } from './present-draft';
import { assertSubmittable } from './states';
import { lockDraft, setSubmitted } from './store/drafts';
import { appendLedger } from './store/ledger';
import { readNames } from './store/people';

/**
 * Submits a draft to the approvers, who have five minutes. Throws `not_found` for a draft of another kind, `forbidden`,
 * and `conflict` when the word or the hash is another one.
 */
export async function submitAlert(
  app: AlertsContext,
  {
    actor,
    kind,
    id,
    hash,
    word,
  }: { actor: UserActor; kind: AlertKind; id: string; hash: string; word: string },
): Promise<WireAlertDraft> {
  const { draft, outbox, names } = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['drafter']);
    const found = await lockDraft(client, id, kind);
    if (!found) throw fail('not_found', 'There is no such draft.', { field: 'id' });
    assertCovers(app, grants, found.content.area);
    assertSubmittable(found, { actor, hash, word });
    const draft = await setSubmitted(client, id, actor);
    const names = await readNames(client, [draft.draftedBy]);
    const outbox = await storeConsoleChange(client);
    await appendLedger(client, [{ type: 'submit', draft: id, kind, hash, by: actor.userId }]);
    return { draft, outbox, names };
  });
  app.relay.publish(outbox);
  return presentDraft(draft, names);
}
