import { randomUUID } from 'node:crypto';
import type { Actor } from '@/server/actor';
import { digestOf } from '@/server/conversations/digest';
import { type BotCheck, checkBot } from './check-bot';
import type { BotsContext } from './context';
import { assertIsBot } from './policy';

/**
 * Sends a message to the bot's building and returns the bot's state before the message. For an unknown or unauthorised
 * bot it returns that state, which is public, and sends nothing. Any other bot must be authenticated; `actor` is null
 * when it is not. `replayed` says that the same message was sent before under this client id. Throws `unauthenticated`,
 * and `conflict` when another message has the client id.
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
    // A bot's messages are public in its building, so the activity log may hold their text; messages of people never
    // reach the activity log.
    activity: { message: text, buildingId },
  });
  return { ...check, ...(replayed && { replayed }) };
}
