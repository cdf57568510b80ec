import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { assertUser } from './policy';
import { endOtherSignIns as endOthers } from './store/sign-ins';

/**
 * Signs the actor out in every browser but the one that asks, and cuts their sockets on every node. Tokens stay:
 * what runs by itself is ended one by one.
 */
export async function endOtherSignIns(
  app: AppServices,
  { actor }: { actor: Actor },
): Promise<{ ended: number }> {
  assertUser(actor);
  const ended = await endOthers(app.db, actor.userId, actor.credentialId);
  await Promise.all(
    ended.map((credentialId) => app.sessions.revokeSockets({ credentialId, reason: 'revoked' })),
  );
  return { ended: ended.length };
}
