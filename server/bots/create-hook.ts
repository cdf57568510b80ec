import { randomBytes } from 'node:crypto';
import { fail } from '@/protocol/errors';
import { hashSecret } from '@/server/accounts/secrets';
import type { Actor } from '@/server/actor';
import { changeBot } from './change-bot';
import type { BotsContext } from './context';
import { insertHook } from './hook-store';

const MAX_HOOKS = 10;

/**
 * Creates a webhook of a bot. Returns its id, and the path with the secret, which is shown only here. For the owner and
 * administrators. Throws `not_found`, and `conflict` when the bot has 10 webhooks.
 */
export async function createHook(
  app: BotsContext,
  { actor, id: botId, name }: { actor: Actor; id: string; name: string },
): Promise<{ id: string; path: string }> {
  const secret = randomBytes(32).toString('base64url');
  const id = await changeBot(app, { actor, id: botId, action: 'changed_webhook' }, (client) =>
    insertHook(client, { botId, name, secretHash: hashSecret(secret), max: MAX_HOOKS }),
  );
  if (id === null) throw fail('conflict', `A bot has at most ${MAX_HOOKS} webhooks.`);
  return { id, path: hookPath(id, secret) };
}

/** Returns the path that programs post to. */
export const hookPath = (id: string, secret: string) => `/hooks/${id}/${secret}`;
