import { randomUUID } from 'node:crypto';
import type { Actor } from '@/server/actor';
import { digestOf } from '@/server/conversations/digest';
import { type BotCheck, checkBot } from './check-bot';
import type { BotsContext } from './context';
import { assertIsBot } from './policy';

/**
 * Says something to everyone in the bot's building, and answers the bot's state as it was before. An unknown
 * bot and one without authorisation get that state (which is public) and nothing is sent; any other must have
 * proved which bot it is: `actor` is null when it did not. `replayed` says that the same was said before under that
 * client id. Throws `unauthenticated`, and `conflict` for a client id that another message has.
 */
export async function sendBotMessage(
  app: BotsContext,
  {
    actor,
    id,
    text,
    clientId,
  }: { actor: Actor | null; id: string; text: string; clientId?: string | undefined },
): Promise<BotCheck & { replayed?: true }> {
  const check = await checkBot(app, { id });
  if ('new' in check || 'auth' in check) return check;
  assertIsBot(actor, id);
  app.limits.take('message', `bot:${id}`);
  const { buildingId } = actor;
  const { replayed } = await app.writer.write({
    sender: { kind: 'bot', botId: id },
    clientId: clientId ?? randomUUID(),
    content: { text },
    replyTo: null,
    digest: digestOf(app.config, { address: { to: 'room' }, content: { text }, replyTo: null }),
    socketId: null,
    destination: { to: 'room', buildingId },
    // What a bot says is public to its building; what people write never gets here.
    activity: { message: text, buildingId },
  });
  return { ...check, ...(replayed && { replayed }) };
}
