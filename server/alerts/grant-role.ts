import type { AlertRole } from '@/protocol/alert-kinds';
import type { WireGrant } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import { assertAdministrator } from '@/server/accounts/policy';
import { findUser } from '@/server/accounts/store/users';
import type { Actor } from '@/server/actor';
import type { AlertsContext } from './context';
import { insertGrant, readGrants } from './store/grants';
import { appendLedger } from './store/ledger';

/**
 * Grants a user a right for a campus, for a building, or everywhere. Throws `forbidden` to who is no administrator,
 * `not_found`, and `conflict` for a guest, and for the administrator themselves, who would then alert alone.
 */
export async function grantRole(
  app: AlertsContext,
  {
    actor,
    user: username,
    role,
    campus,
    building,
  }: {
    actor: Actor;
    user: string;
    role: AlertRole;
    campus?: string | undefined;
    building?: string | undefined;
  },
): Promise<WireGrant> {
  assertAdministrator(actor);
  if (campus !== undefined && building !== undefined)
    throw fail('conflict', 'A right is for a campus or for a building.', { field: 'building' });
  if (campus !== undefined && !app.places.campuses().some(({ id }) => id === campus))
    throw fail('not_found', `There is no campus ${campus}.`, { field: 'campus' });
  if (building !== undefined && !app.places.get(building))
    throw fail('not_found', `There is no building ${building}.`, { field: 'building' });
  const user = await findUser(app.db, username);
  if (!user) throw fail('not_found', `There is no user ${username}.`, { field: 'user' });
  if (user.guest) throw fail('conflict', 'A guest cannot have rights for alerts.', { field: 'user' });
  if (user.id === actor.userId)
    throw fail('conflict', 'Nobody grants rights for alerts to themselves.', { field: 'user' });
  const place =
    campus !== undefined ? `campus:${campus}` : building !== undefined ? `building:${building}` : '';
  const id = await app.db.transaction(async (client) => {
    const grantedBy = actor.userId;
    const granted = await insertGrant(client, { userId: user.id, role, place, grantedBy });
    if (granted.isNew)
      await appendLedger(client, [{ type: 'grant', user: user.id, role, place, by: grantedBy }]);
    return granted.id;
  });
  const [grant] = await readGrants(app.db.pool, { id });
  if (!grant) throw fail('not_found', 'The right was withdrawn meanwhile.');
  return grant;
}
