import type { Actor } from '@/server/actor';
import { changeBot } from '../change-bot';
import type { OutgoingContext } from './context';
import { replaceSalt } from './hook-store';
import { botOfManagedOutgoingHook } from './policy';
import { keyOf, newSalt, secretOf } from './signature';

/**
 * Gives a webhook a new secret, which is shown only here. The former one signs, too, until the returned time. For the
 * owner of the bot and administrators. Throws `not_found`.
 */
export async function replaceOutgoingSecret(
  app: OutgoingContext,
  { actor, id, overlapHours }: { actor: Actor; id: string; overlapHours: number },
): Promise<{ secret: string; formerUntil: string | null }> {
  const salt = newSalt();
  const botId = await botOfManagedOutgoingHook(app, actor, id);
  const until = await changeBot(app, { actor, id: botId, action: 'changed_webhook' }, (client) =>
    replaceSalt(client, { id, salt, overlapHours }),
  );
  return {
    secret: secretOf(keyOf(app.config.authSecret, salt)),
    formerUntil: until?.toISOString() ?? null,
  };
}
