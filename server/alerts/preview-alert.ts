import type { AlertReason } from '@/protocol/alert-kinds';
import type { WirePreview } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { type Choice, compose } from './compose';
import type { AlertsContext } from './context';
import { audienceFor } from './issue';
import { assertCovers, grantsFor } from './policy';
import { findOpenDraft, type StoredDraft } from './store/drafts';

/** Fewer people than this are not counted, and more in steps of it: a preview is no way to find out where somebody is. */
const STEP = 5;

/**
 * Returns what a live alert would show, and how many people it would reach for which reason: rounded down to a multiple of
 * five, without the reasons of fewer than five. Throws `forbidden`, `not_found`, and `conflict` for an open variable.
 */
export async function previewAlert(
  app: AlertsContext,
  { actor, ...choice }: Choice & { actor: UserActor },
): Promise<WirePreview> {
  const { pool } = app.db;
  const grants = await grantsFor(pool, actor, ['drafter', 'approver', 'sole_operator']);
  const { ends, ...content } = await compose(app, pool, { kind: 'live', ...choice });
  assertCovers(app, grants, content.area);
  return previewOf(app, { kind: 'live', type: ends ? 'all_clear' : 'alert', content });
}

/**
 * Returns what a draft shows, and how many people it would reach now besides those who were told before, counted in the
 * same way. Throws `forbidden`, and `not_found` for a draft that is issued or discarded.
 */
export async function previewDraft(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<WirePreview> {
  const { pool } = app.db;
  const grants = await grantsFor(pool, actor, ['drafter', 'approver', 'sole_operator']);
  const draft = await findOpenDraft(pool, id);
  if (!draft) throw fail('not_found', 'There is no such draft, or it is not open any more.', { field: 'id' });
  assertCovers(app, grants, draft.content.area);
  return previewOf(app, draft);
}

async function previewOf(
  app: AlertsContext,
  draft: Pick<StoredDraft, 'kind' | 'type' | 'content'>,
): Promise<WirePreview> {
  const counts = new Map<AlertReason, number>();
  for (const { reason } of (await audienceFor(app, app.db.pool, draft)).values())
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const audience = [...counts].flatMap(([reason, count]) =>
    count < STEP ? [] : [[reason, count - (count % STEP)]],
  );
  return { texts: draft.content.texts, audience: Object.fromEntries(audience) };
}
