import type { WireReport } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { readReports } from './store/reports';

/** Maximum number of reports in one answer. */
const MAX_REPORTS = 200;

/** Returns the open reports, oldest first, or the closed reports, newest first. Administrators only. */
export async function listReports(
  app: Pick<SafetyContext, 'db'>,
  { actor, closed }: { actor: Actor; closed: boolean },
): Promise<WireReport[]> {
  assertAdministrator(actor);
  return readReports(app.db, closed, MAX_REPORTS);
}
