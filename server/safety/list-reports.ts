import type { WireReport } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { readReports } from './store/reports';

/** Maximum number of reports in one answer. */
const MAX_REPORTS = 200;

/**
 * Returns the open reports, oldest first, or the closed reports, newest first; with `about` only those about this user
 * or their messages. Administrators only.
 */
export async function listReports(
  app: Pick<SafetyContext, 'db'>,
  { actor, closed, about }: { actor: Actor; closed: boolean; about?: string },
): Promise<WireReport[]> {
  assertAdministrator(actor);
  return readReports(app.db, { closed, about, limit: MAX_REPORTS });
}
