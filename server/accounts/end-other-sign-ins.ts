import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { endOtherSignIns as endOthers } from './store/sign-ins';

/**
 * Ends the actor's sign-ins in all other browsers and disconnects their sockets on every node. Tokens stay: programs
 * that run unattended are ended one by one.
 */
export async function endOtherSignIns(
  app: AccountsContext,
  { actor }: { actor: Actor },
): Promise<{ ended: number }> {
  assertUser(actor);
  const ended = await endOthers(app.db, actor.userId, actor.credentialId);
  await app.revocations.revoke(ended.map((credentialId) => ({ what: { credentialId }, reason: 'revoked' })));
  return { ended: ended.length };
}
