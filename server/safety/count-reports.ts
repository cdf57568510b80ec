import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { countOpen } from './store/reports';

/** How many reports are open. Administrators only. */
export async function countReports(
  app: Pick<AppServices, 'db'>,
  { actor }: { actor: Actor },
): Promise<number> {
  assertAdministrator(actor);
  return countOpen(app.db);
}
