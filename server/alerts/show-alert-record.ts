import type { WireAlertRecord } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { issuedOf } from './issue';
import { assertCovers, grantsFor } from './policy';
import { findAlert } from './store/alerts';
import { readHistory } from './store/numbers';
import { readReportCounts } from './store/reports';

/** Returns what happened with an alert: numbers, no names of people. Throws `not_found`, `forbidden`. */
export async function showAlertRecord(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<WireAlertRecord> {
  const { pool } = app.db;
  const grants = await grantsFor(pool, actor, ['drafter', 'approver', 'sole_operator', 'auditor']);
  const alert = await findAlert(pool, id);
  if (!alert) throw fail('not_found', 'There is no such alert.', { field: 'id' });
  assertCovers(app, grants, ...alert.areas);
  const { audience, answers, channels } = await readReportCounts(pool, id);
  return {
    ...(await issuedOf(app, alert.content)),
    audience,
    answers,
    channels,
    revisions: await readHistory(pool, id),
  };
}
