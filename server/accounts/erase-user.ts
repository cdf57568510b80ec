import { announceErasure } from '@/server/conversations/announce-erasure';
import { fail } from '@/server/errors';
import type { ErasureContext } from './context';
import { retiredName, retiredOwner } from './retired';
import { anonymise, lockUser, type Messages, retireUsername } from './store/erasure';
import { newErasedUsername } from './usernames';

/** As other programs read it; Quad's own page has words of its own. */
const NAME = 'Deleted account';

/**
 * The one way a user ends, whoever decided it: everything that is only theirs is gone when this is done, they are
 * signed out everywhere and their bots stopped. What they said to others is nobody's from here on. The rest (leaving
 * conversations, deleting messages) is left to `finishErasure`, which a node takes up. For other commands and the
 * operator: it asks for no actor. Throws `not_found` for who is gone already.
 */
export async function eraseUser(
  app: Pick<ErasureContext, 'config' | 'db' | 'relay' | 'revocations'>,
  { userId, messages }: { userId: string; messages: Messages },
): Promise<void> {
  const { bots, outbox } = await app.db.transaction(async (client) => {
    const user = await lockUser(client, userId);
    if (!user) throw fail('not_found', 'This account is already deleted.');
    const { username, guest, provider, subject } = user;
    // What the operator made is nobody's yet, and FenixEdu may bring the one who was meant.
    const owner = provider && subject ? { provider, subject } : { provider: 'fenix', subject: username };
    if (!guest)
      await retireUsername(client, {
        name: retiredName(app.config, username),
        owner: retiredOwner(app.config, owner),
      });
    const nobody = { username: newErasedUsername(), name: NAME };
    const outbox = await announceErasure(client, {
      userId,
      username,
      nobody: { id: nobody.username, name: NAME },
    });
    return { bots: await anonymise(client, userId, { ...nobody, messages }), outbox };
  });
  await app.revocations.revoke([
    { what: { userId }, reason: 'signed_out' },
    ...bots.map((botId) => ({ what: { botId }, reason: 'revoked' as const })),
  ]);
  app.relay?.publish(outbox);
}
