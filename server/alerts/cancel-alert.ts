import type { WireIssued } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { hashOf } from './canonical';
import type { AlertsContext } from './context';
import { issueIn, storeRevision } from './issue';
import { assertCovers, grantsFor } from './policy';
import { findAlert } from './store/alerts';
import { SENT_IN_ERROR } from './templates/built-in';
import { renderFixed } from './templates/render';

/**
 * Tells everyone who was told of an alert, and nobody else, that it was sent in error. One officer of its area does it
 * alone, with a text that nobody can change, because it must be quick. A repetition returns the alert as it is. Throws
 * `not_found`, `forbidden`, and `conflict` when the alert has ended or is not as the officer sees it.
 */
export async function cancelAlert(
  app: AlertsContext,
  { actor, id, revision }: { actor: UserActor; id: string; revision: number },
): Promise<WireIssued> {
  return issueIn(app, async (client, first) => {
    const grants = await grantsFor(client, actor, ['drafter', 'approver', 'sole_operator']);
    const before = await findAlert(client, id, { lock: 'change' });
    if (!before) throw fail('not_found', 'There is no such alert.', { field: 'id' });
    const { content, now } = before;
    assertCovers(app, grants, ...before.areas);
    first();
    if (before.state === 'cancelled') return { alert: content };
    if (before.state !== 'active') throw fail('conflict', `The alert is ${before.state} already.`);
    if (before.revision !== revision)
      throw fail('conflict', 'The alert has changed since. Look at it again.', { field: 'revision' });
    const alert = {
      ...content,
      revision: revision + 1,
      type: 'cancel' as const,
      active: false,
      texts: renderFixed(SENT_IN_ERROR, content),
      at: now.toISOString(),
      nextUpdate: null,
    };
    return storeRevision(app, client, {
      alert,
      hash: hashOf(alert),
      draftedBy: actor.userId,
      approvedBy: null,
      audience: new Map(),
      entry: { type: 'cancel', by: actor.userId },
    });
  });
}
