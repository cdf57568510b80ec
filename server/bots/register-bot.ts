import { randomBytes } from 'node:crypto';
import { fail } from '@/protocol/errors';
import { retiredNameHash } from '@/server/accounts/retired-usernames';
import { hashSecret } from '@/server/accounts/secrets';
import { isRetired } from '@/server/accounts/store/erasure';
import { isKept } from '@/server/accounts/usernames';
import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { assertMayRegister } from './policy';
import { hasBuilding, insertBot } from './store';

/**
 * Registers a bot of the actor for a building; it is not authorised yet. Returns its secret, which is shown only here.
 * Throws `conflict` for an id that is in use or reserved for people, `not_found` for an unknown building.
 */
export async function registerBot(
  app: BotsContext,
  { actor, id, buildingId }: { actor: Actor; id: string; buildingId: string },
): Promise<{ pass: string }> {
  assertMayRegister(actor);
  if (!(await hasBuilding(app.db, buildingId))) {
    throw fail('not_found', `There is no building ${buildingId}.`, { field: 'b_id' });
  }
  const pass = randomBytes(32).toString('base64url');
  const bot = { id, ownerId: actor.userId, buildingId, secretHash: hashSecret(pass) };
  const reserved = isKept(app.config, id) || (await isRetired(app.db, retiredNameHash(app.config, id)));
  if (reserved || !(await insertBot(app.db, bot))) {
    throw fail('conflict', `The id ${id} is taken. Choose another.`, { field: 'id' });
  }
  return { pass };
}
