import type { BotCommand, WirePlaceOfBot } from '@/protocol/bots';
import type { Actor } from '@/server/actor';
import { audienceOf } from './audience';
import type { BotTalkContext } from './context';
import { assertIsThere, findPlaces, setCommands } from './place-store';
import { assertIsBot } from './policy';

/** Stores the commands of the bot in place of those that it had. Returns the places of the bot. */
export async function declareCommands(
  app: BotTalkContext,
  { actor, id, commands }: { actor: Actor; id: string; commands: BotCommand[] },
): Promise<WirePlaceOfBot[]> {
  assertIsBot(actor, id);
  app.limits.take('message', `bot:${id}`);
  await setCommands(app.db.pool, id, commands);
  return findPlaces(app.db.pool, id);
}

/**
 * Returns how many people a message of the bot would reach in its building, or in the conversation `place` that it is in;
 * null for fewer than five. Throws `forbidden` outside its places.
 */
export async function showBotAudience(
  app: BotTalkContext,
  { actor, id, place }: { actor: Actor; id: string; place?: string | undefined },
): Promise<number | null> {
  assertIsBot(actor, id);
  app.limits.take('nearby', `bot:${id}`);
  if (place !== undefined) await assertIsThere(app, id, place);
  return audienceOf(app, { buildingId: actor.buildingId, place });
}
