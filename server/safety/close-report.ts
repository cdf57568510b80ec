import { fail } from '@/protocol/errors';
import type { WireReport } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import { recordIn } from '@/server/activity/record';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { closeOpenReport, readReport } from './store/reports';

/** Closes a report with a note for other administrators. A closed report stays unchanged. Throws `not_found`. */
export async function closeReport(
  app: Pick<SafetyContext, 'db'>,
  { actor, id, note }: { actor: Actor; id: string; note?: string | undefined },
): Promise<WireReport> {
  assertAdministrator(actor);
  await app.db.transaction(async (client) => {
    if (await closeOpenReport(client, { id, closedBy: actor.userId, note: note ?? null }))
      await recordIn(client, [{ userId: actor.userId, message: 'Closed a report.' }]);
  });
  const report = await readReport(app.db, id);
  if (!report) throw fail('not_found', 'There is no report with this id.', { field: 'id' });
  return report;
}
