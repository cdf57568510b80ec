import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { assertMayManage } from './policy';
import { newestMessages } from './store';

const MAX_MESSAGES = 20;

/** Returns the last messages of a bot, the newest first. For the owner and administrators. Throws `not_found`. */
export async function listBotMessages(
  app: BotsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<{ id: string; at: string; text: string }[]> {
  await assertMayManage(app, actor, id);
  const messages = await newestMessages(app.db, id, MAX_MESSAGES);
  return messages.map((message) => ({ ...message, at: message.at.toISOString() }));
}
