import { fail } from '@/protocol/errors';
import { hashSecret } from '@/server/accounts/secrets';
import type { BotActor } from '@/server/actor';
import { hasSecret } from './bot-secret';
import type { BotsContext } from './context';
import { findBot, findTokenSecret } from './store';

/**
 * Returns the bot that a token (of /API/bot/auth) or its secret authenticates. Throws `unauthenticated` for a wrong
 * token or secret, `forbidden` for a bot that no administrator has authorised.
 */
export async function authenticateBot(
  app: Pick<BotsContext, 'db'>,
  { id, token, pass }: { id: string; token?: string | undefined; pass?: string | undefined },
): Promise<BotActor> {
  const bot = await findBot(app.db, id);
  // The connection ends when this secret is no longer accepted, also if it began with a token.
  const secretHash =
    pass !== undefined && hasSecret(bot, pass)
      ? hashSecret(pass)
      : token !== undefined && (await findTokenSecret(app.db, id, hashSecret(token)));
  if (!bot || !secretHash) throw fail('unauthenticated', 'The secret or token of this bot is not valid.');
  if (!bot.authorised) throw fail('forbidden', 'An administrator has to authorise this bot first.');
  return { kind: 'bot', botId: bot.id, buildingId: bot.buildingId, secretHash };
}
