import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { countOpenReports } from './store/reports';

/** Returns how many reports are open. Administrators only. */
export async function countReports(
  app: Pick<SafetyContext, 'db'>,
  { actor }: { actor: Actor },
): Promise<number> {
  assertAdministrator(actor);
  return countOpenReports(app.db);
}
