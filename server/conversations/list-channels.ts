import type { WireChannel } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { listPublicChannels } from './store/conversations';

/** The public channels in order of title, at most 1,000. */
export async function listChannels(app: AppServices, { actor }: { actor: Actor }): Promise<WireChannel[]> {
  assertUser(actor);
  return listPublicChannels(app.db.pool, actor.userId);
}
