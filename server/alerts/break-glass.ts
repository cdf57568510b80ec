import type { WireIssued } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { hashOf } from './canonical';
import { type Choice, compose } from './compose';
import type { AlertsContext } from './context';
import { alertOf, announce, audienceFor, issuedOf, storeRevision } from './issue';
import { assertCovers, grantsFor } from './policy';
import { assertWord } from './states';
import { findAlert } from './store/alerts';
import { insertDraft, setIssued } from './store/drafts';

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
  const result = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['sole_operator']);
    assertWord('live', word);
    const { ends, ...content } = await compose(app, client, { kind: 'live', ...choice });
    assertCovers(app, grants, content.area);
    if (!content.lifeSafety || ends)
      throw fail('conflict', 'Only a template for the safety of life can be sent alone.', {
        field: 'template',
      });
    const wanted = { kind: 'live' as const, type: 'alert' as const, alertId: null, base: 0, content };
    const hash = hashOf(wanted);
    const { draft } = await insertDraft(client, { ...wanted, key, hash, draftedBy: actor.userId });
    if (draft.hash !== hash) throw fail('conflict', 'This key belongs to another draft.', { field: 'key' });
    if (draft.state !== 'draft') {
      const issued = draft.alertId === null ? null : await findAlert(client, draft.alertId);
      if (!issued) throw fail('conflict', 'This key belongs to another draft.', { field: 'key' });
      return { alert: issued.content };
    }
    const alert = alertOf(draft, null);
    const audience = await audienceFor(app, client, draft);
    await setIssued(client, draft.id, { alertId: alert.id, approvedBy: actor.userId });
    return storeRevision(app, client, {
      alert,
      hash,
      draftedBy: actor.userId,
      approvedBy: null,
      audience,
      reviewDueAt: new Date(draft.now.getTime() + REVIEW_WITHIN_MS),
      entry: { type: 'issue', draft: draft.id, by: actor.userId, alone: true },
    });
  });
  return 'event' in result ? announce(app, result) : issuedOf(app, result.alert);
}
