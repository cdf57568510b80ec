import { fail } from '@/protocol/errors';
import type { Actor, UserActor } from '@/server/actor';
import { insertOutbox } from '@/server/conversations/store/outbox';
import type { ErasureContext } from './context';
import { assertUser } from './policy';
import { type ProfileChange, setChoices, setLocalName, setProfile } from './store/users';

/**
 * Sets whether others can find the actor by search, who can send a first message, whether the actor takes part in
 * receipts and in telling who is writing, what the actor writes about themselves (null: nothing), and the name of a local
 * account; undefined changes nothing. Throws `forbidden` for the line of a guest, who can be anybody, and for the name of
 * others, whose provider gives it; `rate_limited` for names.
 */
export async function updateProfile(
  app: Pick<ErasureContext, 'db' | 'limits' | 'relay'>,
  { actor, name, receipts, typing, ...change }: { actor: Actor; name?: string | undefined } & ProfileChange,
): Promise<void> {
  assertUser(actor);
  if (actor.guest && change.about != null)
    throw fail('forbidden', 'A guest writes nothing about themselves. Sign in with an account.');
  const { userId } = actor;
  if (name !== undefined) await rename(app, actor, name);
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

/** Changes the name of a local account. The user's open sessions have it from then on. */
async function rename(
  app: Pick<ErasureContext, 'db' | 'limits' | 'relay'>,
  { userId, username }: UserActor,
  name: string,
): Promise<void> {
  app.limits.take('identity', userId);
  const outbox = await app.db.transaction(async (client) => {
    if (!(await setLocalName(client, { userId, username, name })))
      throw fail('forbidden', 'Your name comes from where you sign in. Change it there.', { field: 'name' });
    return insertOutbox(client, [{ to: 'people', userIds: [userId], body: { type: 'renamed', name } }]);
  });
  app.relay.publish(outbox);
}
