import { fail } from '@/protocol/errors';
import { publishErasure } from '@/server/conversations/publish-erasure';
import type { ErasureContext } from './context';
import { retiredNameHash, retiredOwnerHash } from './retired-usernames';
import { anonymise, lockUser, type Messages, markErasure, retireUsername } from './store/erasure';
import { newErasedUsername } from './usernames';

/** The display name for other programs; Quad's own page shows a translated text. */
const NAME = 'Deleted account';

/**
 * Erases a user; every erasure calls this function. When it resolves, the data of the user alone is deleted, the
 * sign-ins are revoked, the bots are stopped, and the messages are under a substitute name. A node does the rest
 * (leaving conversations, deleting messages) with `finishErasure`. Has no actor: other commands and the operator's call
 * it. Throws `not_found` for a user who is erased already.
 */
export async function eraseUser(
  app: Pick<ErasureContext, 'config' | 'db' | 'relay' | 'revocations'>,
  { userId, messages }: { userId: string; messages: Messages },
): Promise<void> {
  const { bots, outbox } = await app.db.transaction(async (client) => {
    const user = await lockUser(client, userId);
    if (!user) throw fail('not_found', 'This account is already deleted.');
    const { username, guest, provider, subject } = user;
    // A user whom the operator created has no identity yet; the person meant may later sign in through FenixEdu.
    const owner = provider && subject ? { provider, subject } : { provider: 'fenix', subject: username };
    if (!guest)
      await retireUsername(client, {
        name: retiredNameHash(app.config, username),
        owner: retiredOwnerHash(app.config, owner),
      });
    const nobody = { username: newErasedUsername(), name: NAME };
    const outbox = await publishErasure(client, {
      userId,
      username,
      nobody: { id: nobody.username, name: NAME },
    });
    const bots = await anonymise(client, userId, { ...nobody, messages });
    await markErasure(client);
    return { bots, outbox };
  });
  await app.revocations.revoke([
    { what: { userId }, reason: 'signed_out' },
    ...bots.map((botId) => ({ what: { botId }, reason: 'revoked' as const })),
  ]);
  app.relay.publish(outbox);
}
