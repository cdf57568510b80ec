import { randomUUID } from 'node:crypto';
import type { Actor } from '@/server/actor';
import { type BotCheck, checkBot } from './check-bot';
import type { BotsContext } from './context';
import { draftOf } from './draft-of-bot';
import { assertIsBot } from './policy';

/**
 * Sends a message to the bot's building, or to the conversation `place` that it is in, and returns its id with the bot's
 * state before the message. For an unknown or unauthorised
 * bot it returns that state, which is public, and sends nothing. Any other bot must be authenticated; `actor` is null
 * when it is not. `replayed` says that the same message was sent before under this client id. Throws `unauthenticated`,
 * `forbidden` outside the
 * bot's places, `not_found` when the message to reply to does not exist, and `conflict` when another message has the client id.
 */
export async function sendBotMessage(
  app: BotsContext,
  {
    actor,
    id,
    text,
    clientId,
    place,
    replyTo = null,
  }: {
    actor: Actor | null;
    id: string;
    text: string;
    clientId?: string | undefined;
    place?: string | undefined;
    /** The id of the message that this one answers. */
    replyTo?: string | null | undefined;
  },
): Promise<BotCheck & { id?: string; replayed?: true }> {
  const check = await checkBot(app, { id });
  if ('new' in check || 'auth' in check) return check;
  assertIsBot(actor, id);
  app.limits.take('message', `bot:${id}`);
  const { entries, replayed } = await app.writer.write(
    draftOf(app, { actor, text, clientId: clientId ?? randomUUID(), place, replyTo }),
  );
  return { ...check, id: entries[0]?.message.id, ...(replayed && { replayed }) };
}
