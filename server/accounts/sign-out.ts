import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { assertUser } from './policy';
import { endSignIn } from './store/sign-ins';

/** Ends the browser's sign-in and cuts every socket that it opened, on every node. Throws `forbidden` for a token. */
export async function signOut(node: Node, { actor }: { actor: Actor }): Promise<void> {
  assertUser(actor);
  if (actor.via !== 'sign-in')
    throw fail('forbidden', 'Only a browser signs out; a token is revoked on the profile page.');
  await endSignIn(node.db, actor.userId, actor.credentialId);
  await node.sessions.cut({ credentialId: actor.credentialId, reason: 'signed_out' });
}
