import type { AlertKind } from '@/protocol/alert-kinds';
import type { WireAlertDraft } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { usersByName } from '@/server/conversations/store/users';
import { hashOf } from './canonical';
import { type Choice, compose } from './compose';
import type { AlertsContext } from './context';
import { storeConsoleChange } from './issue';
import { assertCovers, grantsFor } from './policy';
import { presentDraft } from './present-draft';
import { assertChanges } from './states';
import { findAlert } from './store/alerts';
import { insertDraft } from './store/drafts';
import { appendLedger } from './store/ledger';

interface DraftOptions extends Choice {
  actor: UserActor;
  kind: AlertKind;
  key: string;
  type: WireAlertDraft['type'];
  alert?: string | undefined;
  base: number;
  group?: string[] | undefined;
}

/**
 * Drafts an alert, or a change of one; its content never changes. A repetition with the same key returns the same draft.
 * Throws `forbidden` without the right of a drafter for the area and that of the changed alert, `not_found`, `bad_request` for a new exercise without a group, and `conflict` for an open variable, for
 * a change of a revision that is not the newest, and for a key of another draft.
 */
export async function draftAlert(
  app: AlertsContext,
  { actor, kind, key, type, alert: alertId, base, group, ...choice }: DraftOptions,
): Promise<WireAlertDraft> {
  const { draft, members, outbox } = await app.alertDb.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['drafter']);
    const { ends, ...content } = await compose(app, client, { kind, ...choice, ...(group && { group }) });
    assertCovers(app, grants, content.area);
    if (ends !== (type === 'all_clear'))
      throw fail('conflict', 'An all-clear needs a template that ends an alert, and nothing else does.', {
        field: 'template',
      });
    const before = alertId === undefined ? null : await findAlert(client, alertId);
    assertChanges({ type, base, kind }, before);
    if (kind === 'exercise' && type === 'alert' && content.group.length === 0)
      throw fail('bad_request', 'An exercise needs people who take part.', { field: 'group' });
    // A change can name a smaller area than an earlier revision, whose people are told of it as well.
    if (before) assertCovers(app, grants, ...before.areas);
    const members = await usersByName(client, content.group);
    const unknown = content.group.find((username) => !members.has(username));
    if (unknown !== undefined) throw fail('not_found', `There is no user ${unknown}.`, { field: 'group' });
    const wanted = { kind, type, alertId: alertId ?? null, base, content };
    const hash = hashOf(wanted);
    const { draft, isNew } = await insertDraft(client, { ...wanted, key, hash, draftedBy: actor.userId });
    if (draft.hash !== hash) throw fail('conflict', 'This key belongs to another draft.', { field: 'key' });
    if (!isNew) return { draft, members, outbox: [] };
    const outbox = await storeConsoleChange(client);
    await appendLedger(client, [{ type: 'draft', draft: draft.id, kind, hash, by: actor.userId }]);
    return { draft, members, outbox };
  });
  app.relay.publish(outbox);
  const by = new Map([[actor.userId, { id: actor.username, name: actor.name }]]);
  return presentDraft(draft, by, members);
}
