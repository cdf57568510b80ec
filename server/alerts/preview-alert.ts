import type { WirePreview } from '@/protocol/alerts';
import type { UserActor } from '@/server/actor';
import { type Choice, compose } from './compose';
import type { AlertsContext } from './context';
import { audienceFor } from './issue';
import { assertCovers, grantsFor } from './policy';

/**
 * Returns what a live alert would show, and how many people it would reach for which reason: numbers, no names. Throws
 * `forbidden`, `not_found`, and `conflict` for an open variable.
 */
export async function previewAlert(
  app: AlertsContext,
  { actor, ...choice }: Choice & { actor: UserActor },
): Promise<WirePreview> {
  const { pool } = app.db;
  const grants = await grantsFor(pool, actor, ['drafter', 'approver', 'sole_operator']);
  const { ends, ...content } = await compose(app, pool, { kind: 'live', ...choice });
  assertCovers(app, grants, content.area);
  const type = ends ? 'all_clear' : 'alert';
  const audience: WirePreview['audience'] = {};
  for (const { reason } of (await audienceFor(app, pool, { kind: 'live', type, content })).values())
    audience[reason] = (audience[reason] ?? 0) + 1;
  return { texts: content.texts, audience };
}
