import { isQuadError } from '@/protocol/errors';
import type { HookAnswer } from '@/protocol/hooks';
import { hashSecret } from '@/server/accounts/secrets';
import type { BotsContext } from './context';
import { readHookPayload } from './hook-payload';
import { findCalledHook, recordCall } from './hook-store';
import { sendBotMessage } from './send-bot-message';

/** Refusals that the list of calls names; the program gets the same word. */
const LISTED = ['too_large', 'rate_limited'] as const;

/**
 * Sends what another program posted to a webhook as a message of its bot, and notes the call without its text. `read`
 * returns the payload, or undefined if it is not readable; it runs only for a valid secret. Throws `rate_limited`, and
 * `too_large` if `read` does.
 */
export async function receiveHook(
  app: BotsContext,
  { id, secret, read }: { id: string; secret: string; read: () => Promise<unknown> },
): Promise<HookAnswer> {
  const hook = await findCalledHook(app.db, id, hashSecret(secret));
  if (!hook) return 'no_service';
  const note = (answer: HookAnswer, ignored: string[] = []) =>
    recordCall(app.db, id, { at: new Date().toISOString(), answer, ignored });
  try {
    const { answer, ignored } = await answerTo(app, hook, await read());
    await note(answer, ignored);
    return answer;
  } catch (error) {
    const refusal = LISTED.find((code) => isQuadError(error) && error.code === code);
    if (refusal) await note(refusal);
    throw error;
  }
}

async function answerTo(
  app: BotsContext,
  { botId, buildingId, authorised, secretHash }: NonNullable<Awaited<ReturnType<typeof findCalledHook>>>,
  payload: unknown,
): Promise<{ answer: HookAnswer; ignored: string[] }> {
  if (!authorised) return { answer: 'action_prohibited', ignored: [] };
  const message = readHookPayload(payload);
  if (message === null) return { answer: 'invalid_payload', ignored: [] };
  const { text, ignored } = message;
  if (text === null) return { answer: 'no_text', ignored };
  try {
    const sent = await sendBotMessage(app, {
      actor: { kind: 'bot', botId, buildingId, secretHash },
      id: botId,
      text,
    });
    return { answer: 'auth' in sent || 'new' in sent ? 'action_prohibited' : 'ok', ignored };
  } catch (error) {
    // The bot lost its authorisation, or was deleted, meanwhile.
    if (isQuadError(error) && error.code === 'forbidden') return { answer: 'action_prohibited', ignored };
    throw error;
  }
}
