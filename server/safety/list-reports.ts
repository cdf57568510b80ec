import type { WireReport } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { readReports } from './store/reports';

/** Most reports of one answer. */
const MOST = 200;

/** The open reports, the oldest first, or the closed ones, the newest first. Administrators only. */
export async function listReports(
  app: Pick<SafetyContext, 'db'>,
  { actor, closed }: { actor: Actor; closed: boolean },
): Promise<WireReport[]> {
  assertAdministrator(actor);
  return readReports(app.db, closed, MOST);
}
