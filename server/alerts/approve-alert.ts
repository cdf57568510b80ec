import type { AlertKind } from '@/protocol/alert-kinds';
import type { WireIssued } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { alertOf, audienceFor, issueIn, storeRevision } from './issue';
import { assertCovers, grantsFor } from './policy';
import { assertApprovable, assertChanges } from './states';
import { findAlert } from './store/alerts';
import { lockDraft } from './store/drafts';

/**
 * Approves what was submitted, by its hash, and issues it in the same transaction. A repetition by the same officer returns
 * the alert as it is now. Throws `not_found` for a draft of another kind, `forbidden`, and `conflict`.
 */
export async function approveAlert(
  app: AlertsContext,
  {
    actor,
    kind,
    id,
    hash,
    word,
  }: { actor: UserActor; kind: AlertKind; id: string; hash: string; word: string },
): Promise<WireIssued> {
  return issueIn(app, async (client, first) => {
    const [grants, draft] = await Promise.all([
      grantsFor(client, actor, kind === 'test' ? ['approver', 'drafter'] : ['approver']),
      lockDraft(client, id, kind),
    ]);
    if (!draft) throw fail('not_found', 'There is no such draft.', { field: 'id' });
    assertCovers(app, grants, draft.content.area);
    first();
    const before = draft.alertId === null ? null : await findAlert(client, draft.alertId, { lock: 'change' });
    if (draft.state === 'issued' && draft.approvedBy === actor.userId && draft.hash === hash && before)
      return { alert: before.content };
    assertApprovable(draft, { actor, hash, word });
    assertChanges(draft, before);
    // A change can name a smaller area than an earlier revision, whose people are told of it as well.
    if (before) assertCovers(app, grants, ...before.areas);
    const alert = alertOf(draft, before);
    const audience = await audienceFor(app, client, draft);
    const { draftedBy } = draft;
    const approvedBy = actor.userId;
    const entry = { type: 'issue' as const, draft: id, by: approvedBy, draftedBy };
    const issues = { draft: id, by: approvedBy };
    return storeRevision(app, client, { alert, hash, draftedBy, approvedBy, audience, issues, entry });
  });
}
