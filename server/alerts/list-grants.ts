import type { WireGrant } from '@/protocol/alerts';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AlertsContext } from './context';
import { readGrants } from './store/grants';

/** Returns the rights of all officers, in order of name. Administrators only. */
export async function listGrants(
  app: Pick<AlertsContext, 'db'>,
  { actor }: { actor: Actor },
): Promise<WireGrant[]> {
  assertAdministrator(actor);
  return readGrants(app.db.pool);
}
