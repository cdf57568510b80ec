import { fail } from '@/protocol/errors';
import type { WireChannel, WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { createConversation } from './create-conversation';
import { joinChannel } from './join-channel';
import { findPublicChannel } from './store/conversations';

/** Returns the public channel with a title, letter case ignored. Throws `not_found`. */
export async function showChannel(
  app: Pick<ConversationsContext, 'db'>,
  { actor, title }: { actor: Actor; title: string },
): Promise<WireChannel> {
  assertUser(actor);
  const channel = await findPublicChannel(app.db.pool, actor.userId, title);
  if (!channel) throw noChannel();
  return channel;
}

/**
 * Makes the actor a member of the public channel with a title, letter case ignored; with `create` it makes the channel
 * when there is none. Throws `not_found`, `rate_limited`.
 */
export async function joinChannelByTitle(
  app: ConversationsContext,
  { actor, title, create }: { actor: Actor; title: string; create: boolean },
): Promise<WireConversation> {
  assertUser(actor);
  const find = () => findPublicChannel(app.db.pool, actor.userId, title);
  const channel = await find();
  if (channel) return joinChannel(app, { actor, conversationId: channel.id });
  if (!create) throw noChannel();
  try {
    return await createConversation(app, { actor, wanted: { kind: 'channel', title, public: true } });
  } catch (error) {
    // Somebody else made it meanwhile.
    const made = await find();
    if (!made) throw error;
    return joinChannel(app, { actor, conversationId: made.id });
  }
}

const noChannel = () => fail('not_found', 'There is no public channel with this title.', { field: 'title' });
