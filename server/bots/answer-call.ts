import { randomUUID } from 'node:crypto';
import { fail } from '@/protocol/errors';
import { takeAnswer } from './call-store';
import { callOfToken } from './call-token';
import type { BotsContext } from './context';
import { draftOf } from './draft-of-bot';

/**
 * Answers what a bot heard, as a reply in the same conversation: up to 5 times within 30 minutes. The token is the
 * credential. Throws `not_found` for a token that is forged or over, `forbidden` when the bot is no longer there, and
 * `conflict` when another answer has the client id.
 */
export async function answerBotCall(
  app: BotsContext,
  { token, text, clientId = randomUUID() }: { token: string; text: string; clientId?: string | undefined },
): Promise<{ id: string; replayed?: true }> {
  const id = callOfToken(app.config, token);
  const call = id && (await takeAnswer(app.db.pool, id, clientId));
  if (!call)
    throw fail('not_found', 'This can no longer be answered: a token is for 5 answers within 30 minutes.', {
      field: 'token',
    });
  const { botId, buildingId, secretHash, conversationId, messageId } = call;
  app.limits.take('message', `bot:${botId}`);
  const { entries, replayed } = await app.writer.write(
    draftOf(app, {
      actor: { kind: 'bot', botId, buildingId, secretHash },
      text,
      clientId,
      place: conversationId,
      replyTo: messageId,
    }),
  );
  return { id: entries[0]?.message.id as string, ...(replayed && { replayed }) };
}
