import type { AlertReason } from '@/protocol/alert-kinds';
import type { WirePreview } from '@/protocol/alerts';
import type { UserActor } from '@/server/actor';
import { type Choice, compose } from './compose';
import type { AlertsContext } from './context';
import { audienceFor } from './issue';
import { assertCovers, grantsFor } from './policy';

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
  const type = ends ? 'all_clear' : 'alert';
  const counts = new Map<AlertReason, number>();
  for (const { reason } of (await audienceFor(app, pool, { kind: 'live', type, content })).values())
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const audience = [...counts].flatMap(([reason, count]) =>
    count < STEP ? [] : [[reason, count - (count % STEP)]],
  );
  return { texts: content.texts, audience: Object.fromEntries(audience) };
}
