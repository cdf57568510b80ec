import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import { insertOutbox } from '@/server/conversations/store/outbox';
import type { ErasureContext } from './context';
import { assertUser } from './policy';
import { type ProfileChange, setChoices, setProfile } from './store/users';

/**
 * Sets whether others can find the actor by search, who can send a first message, whether the actor takes part in
 * receipts and in telling who is writing, and what the actor writes about themselves (null: nothing); undefined changes
 * nothing. Throws `forbidden` for the line of a guest, who can be anybody.
 */
export async function updateProfile(
  app: Pick<ErasureContext, 'db' | 'relay'>,
  { actor, receipts, typing, ...change }: { actor: Actor } & ProfileChange,
): Promise<void> {
  assertUser(actor);
  if (actor.guest && change.about != null)
    throw fail('forbidden', 'A guest writes nothing about themselves. Sign in with an account.');
  const { userId } = actor;
  await setProfile(app.db, userId, change);
  if (receipts === undefined && typing === undefined) return;
  const outbox = await app.db.transaction(async (client) => {
    const now = await setChoices(client, userId, { receipts, typing });
    if (!now) return [];
    const body = { type: 'choices' as const, typing: now.typing };
    return insertOutbox(client, [{ to: 'people', userIds: [userId], body }]);
  });
  app.relay.publish(outbox);
}
