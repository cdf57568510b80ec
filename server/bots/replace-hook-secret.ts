import { randomBytes } from 'node:crypto';
import { hashSecret } from '@/server/accounts/secrets';
import type { Actor } from '@/server/actor';
import { changeBot } from './change-bot';
import type { BotsContext } from './context';
import { hookPath } from './create-hook';
import { replaceHookHash } from './hook-store';
import { botOfManagedHook } from './policy';

/**
 * Gives a webhook a new secret. Returns the path with it, which is shown only here, and until when the former one is
 * accepted. For the owner of the bot and administrators. Throws `not_found`.
 */
export async function replaceHookSecret(
  app: BotsContext,
  { actor, id, overlapHours }: { actor: Actor; id: string; overlapHours: number },
): Promise<{ path: string; formerUntil: string | null }> {
  const secret = randomBytes(32).toString('base64url');
  const botId = await botOfManagedHook(app, actor, id);
  const until = await changeBot(app, { actor, id: botId, action: 'changed_webhook' }, (client) =>
    replaceHookHash(client, { id, hash: hashSecret(secret), overlapHours }),
  );
  return { path: hookPath(id, secret), formerUntil: until?.toISOString() ?? null };
}
