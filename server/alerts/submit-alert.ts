import type { AlertKind } from '@/protocol/alert-kinds';
import type { WireAlertDraft } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { usersByName } from '@/server/conversations/store/users';
import type { AlertsContext } from './context';
import { storeConsoleChange } from './issue';
import { assertCovers, campusIn, coversArea, grantsFor } from './policy';
import { presentDraft } from './present-draft';
import { assertSubmittable } from './states';
import { lockDraft, type StoredDraft, setSubmitted } from './store/drafts';
import { officersWith } from './store/grants';
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
  const { draft, outbox, names, members } = await app.alertDb.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['drafter']);
    const found = await lockDraft(client, id, kind);
    if (!found) throw fail('not_found', 'There is no such draft.', { field: 'id' });
    assertCovers(app, grants, found.content.area);
    assertSubmittable(found, { actor, hash, word });
    const draft = await setSubmitted(client, id, actor);
    const names = await readNames(client, [draft.draftedBy]);
    const members = await usersByName(client, draft.content.group);
    const outbox = await storeConsoleChange(client);
    await appendLedger(client, [{ type: 'submit', draft: id, kind, hash, by: actor.userId }]);
    return { draft, outbox, names, members };
  });
  app.relay.publish(outbox);
  // The drafter does not wait for it; approvers who look at a page of Quad are told by the event.
  void tellApprovers(app, draft).catch(() => {});
  return presentDraft(draft, names, members);
}

/** Tells those who can approve a draft that it waits, also while no page of theirs is open. A test needs no approver. */
async function tellApprovers(
  app: Pick<AlertsContext, 'db' | 'places' | 'alertChannels'>,
  { id, kind, draftedBy, content: { area, texts } }: StoredDraft,
): Promise<void> {
  if (kind === 'test') return;
  const grants = await officersWith(app.db.pool, ['approver']);
  const userIds = [...new Set(grants.map(({ userId }) => userId))].filter(
    (userId) =>
      userId !== draftedBy &&
      coversArea(
        grants.filter((grant) => grant.userId === userId),
        area,
        campusIn(app.places),
      ),
  );
  await Promise.all(app.alertChannels.map((channel) => channel.tellApprovers?.({ id, texts }, userIds)));
}
