import type { WireIssued } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { hashOf } from './canonical';
import { type Choice, compose } from './compose';
import type { AlertsContext } from './context';
import { alertOf, audienceFor, issueIn, storeRevision } from './issue';
import { assertCovers, grantsFor } from './policy';
import { assertWord } from './states';
import { findAlert } from './store/alerts';
import { insertDraft } from './store/drafts';

const REVIEW_WITHIN_MS = 24 * 3_600_000;

/**
 * Issues a live alert by one officer alone, by a template for the safety of life; all officers are told, and somebody else
 * reviews it within a day. A repetition with the same key returns the same alert. Throws `forbidden` without the right
 * of a sole operator for the area, `not_found`, and `conflict`.
 */
export async function breakGlass(
  app: AlertsContext,
  { actor, key, word, ...choice }: Choice & { actor: UserActor; key: string; word: string },
): Promise<WireIssued> {
  return issueIn(app, async (client, first) => {
    // Sent together, as in `storeRevision`.
    const [grants, { ends, ...content }] = await Promise.all([
      grantsFor(client, actor, ['sole_operator']),
      compose(app, client, { kind: 'live', ...choice }),
    ]);
    assertWord('live', word);
    assertCovers(app, grants, content.area);
    first();
    if (!content.lifeSafety || ends)
      throw fail('conflict', 'Only a template for the safety of life can be sent alone.', {
        field: 'template',
      });
    const wanted = { kind: 'live' as const, type: 'alert' as const, alertId: null, base: 0, content };
    const hash = hashOf(wanted);
    const [{ draft }, audience] = await Promise.all([
      insertDraft(client, { ...wanted, key, hash, draftedBy: actor.userId }),
      audienceFor(app, client, wanted),
    ]);
    if (draft.hash !== hash) throw fail('conflict', 'This key belongs to another draft.', { field: 'key' });
    if (draft.state !== 'draft') {
      const issued = draft.alertId === null ? null : await findAlert(client, draft.alertId);
      if (!issued) throw fail('conflict', 'This key belongs to another draft.', { field: 'key' });
      return { alert: issued.content };
    }
    const alert = alertOf(draft, null);
    return storeRevision(app, client, {
      alert,
      hash,
      draftedBy: actor.userId,
      approvedBy: null,
      audience,
      issues: { draft: draft.id, by: actor.userId },
      reviewDueAt: new Date(draft.now.getTime() + REVIEW_WITHIN_MS),
      entry: { type: 'issue', draft: draft.id, by: actor.userId, alone: true },
    });
  });
}
