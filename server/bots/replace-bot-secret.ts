import { randomBytes } from 'node:crypto';
import { hashSecret } from '@/server/accounts/secrets';
import type { Actor } from '@/server/actor';
import { changeBot } from './change-bot';
import type { BotsContext } from './context';
import { replaceSecret } from './store';

/**
 * Gives a bot a new secret, which is shown only here. The former secret is accepted until the returned time, so that
 * the program can be changed meanwhile; without an overlap, the bot's tokens and its connection end, too. For the owner
 * and administrators. Throws `not_found`.
 */
export async function replaceBotSecret(
  app: BotsContext,
  { actor, id, overlapHours }: { actor: Actor; id: string; overlapHours: number },
): Promise<{ pass: string; formerUntil: string | null }> {
  const pass = randomBytes(32).toString('base64url');
  const until = await changeBot(app, { actor, id, action: 'replaced_bot_secret' }, (client) =>
    replaceSecret(client, { id, hash: hashSecret(pass), overlapHours }),
  );
  if (!until) await app.revocations.revoke([{ what: { botId: id }, reason: 'revoked' }]);
  return { pass, formerUntil: until?.toISOString() ?? null };
}
