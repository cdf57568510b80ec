import type { WireChannel } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { listPublicChannels } from './store/conversations';

const MAX_CHANNELS = 1_000;

/** Returns the public channels ordered by title, at most 1,000. */
export async function listChannels(
  app: ConversationsContext,
  { actor }: { actor: Actor },
): Promise<WireChannel[]> {
  assertUser(actor);
  return listPublicChannels(app.db.pool, actor.userId, { limit: MAX_CHANNELS });
}
