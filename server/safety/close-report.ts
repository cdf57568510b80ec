import { fail } from '@/protocol/errors';
import type { Decision } from '@/protocol/reasons';
import type { WireReport } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import { recordAction } from '@/server/activity/audit';
import { recordIn } from '@/server/activity/record';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { sendNotice } from './send-notice';
import { closeOpenReport, readReport } from './store/reports';

/**
 * Closes a report with a note for other administrators, and tells the reporter the decision and the answer. A closed
 * report stays unchanged. Throws `not_found`.
 */
export async function closeReport(
  app: Pick<SafetyContext, 'db' | 'relay'>,
  {
    actor,
    id,
    note,
    decision = 'none',
    answer,
  }: {
    actor: Actor;
    id: string;
    note?: string | undefined;
    decision?: Decision;
    answer?: string | undefined;
  },
): Promise<WireReport> {
  assertAdministrator(actor);
  const outbox = await app.db.transaction(async (client) => {
    const closed = await closeOpenReport(client, {
      id,
      closedBy: actor.userId,
      note: note ?? null,
      decision,
    });
    if (!closed) return [];
    await recordIn(client, [{ userId: actor.userId, code: 'closed_report' }]);
    await recordAction(client, { adminId: actor.userId, action: 'closed_report', ...closed.subject });
    // The reporter may be erased.
    if (closed.reporterId === null) return [];
    const text = answer ?? null;
    const { about, reporterId: userId } = closed;
    return sendNotice(client, { userId, createdBy: actor.userId, kind: 'report', text, about, decision });
  });
  if (outbox.length > 0) app.relay.publish(outbox);
  const report = await readReport(app.db, id);
  if (!report) throw fail('not_found', 'There is no report with this id.', { field: 'id' });
  return report;
}
