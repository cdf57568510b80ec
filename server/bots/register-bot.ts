import { randomBytes } from 'node:crypto';
import { retiredName } from '@/server/accounts/retired';
import { hashSecret } from '@/server/accounts/secrets';
import { isRetired } from '@/server/accounts/store/erasure';
import { isKept } from '@/server/accounts/usernames';
import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { assertMayRegister } from './policy';
import { hasBuilding, insertBot } from './store';

/**
 * Makes a bot of the actor's, bound to a building and not authorised yet. Its secret is in the answer and
 * nowhere else again. Throws `conflict` for an id in use or kept for people, `not_found` for an unknown building.
 */
export async function registerBot(
  node: Node,
  { actor, id, buildingId }: { actor: Actor; id: string; buildingId: string },
): Promise<{ pass: string }> {
  assertMayRegister(actor);
  if (!(await hasBuilding(node.db, buildingId))) {
    throw fail('not_found', `There is no building ${buildingId}.`, { field: 'b_id' });
  }
  const pass = randomBytes(32).toString('base64url');
  const bot = { id, ownerId: actor.userId, buildingId, secretHash: hashSecret(pass) };
  const taken = isKept(node.config, id) || (await isRetired(node.db, retiredName(node.config, id)));
  if (taken || !(await insertBot(node.db, bot))) {
    throw fail('conflict', `The id ${id} is taken. Choose another.`, { field: 'id' });
  }
  return { pass };
}
