import { hashSecret, newSecret } from '@/server/accounts/secrets';
import { hasSecret } from './bot-secret';
import type { BotsContext } from './context';
import { findBot, insertBotToken } from './store';

const TOKEN_HOURS = 24;

/**
 * Issues a token for an authorised bot that shows its secret; the token expires after a day. Returns the same answer
 * for an unknown bot, a wrong secret and a missing authorisation, so that the answer does not reveal which ids exist.
 */
export async function issueBotToken(
  app: Pick<BotsContext, 'db'>,
  { id, pass }: { id: string; pass: string },
): Promise<{ auth: 1; token: string } | { auth: 0 }> {
  const bot = await findBot(app.db, id);
  if (!hasSecret(bot, pass)) return { auth: 0 };
  const token = newSecret('qb');
  const issued = await insertBotToken(app.db, {
    hash: hashSecret(token),
    botId: id,
    secretHash: hashSecret(pass),
    hours: TOKEN_HOURS,
  });
  return issued ? { auth: 1, token } : { auth: 0 };
}
