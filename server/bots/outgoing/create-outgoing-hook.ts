import { fail } from '@/protocol/errors';
import type { Hears } from '@/protocol/outgoing-hooks';
import type { Actor } from '@/server/actor';
import { changeBot } from '../change-bot';
import type { OutgoingContext } from './context';
import { insertOutgoingHook } from './hook-store';
import { assertCallable, assertMayHear } from './policy';
import { keyOf, newSalt, secretOf } from './signature';

const MAX_HOOKS = 5;

/**
 * Creates a webhook that Quad calls when its bot hears something. Returns its id, and the secret that signs, which is
 * shown only here. For the owner of the bot and administrators; `hears: 'messages'` for administrators. Throws
 * `not_found`, `forbidden`, `bad_request` for a URL that Quad does not call, and `conflict` when the bot has 5 webhooks.
 */
export async function createOutgoingHook(
  app: OutgoingContext,
  { actor, id: botId, ...hook }: { actor: Actor; id: string; name: string; url: string; hears: Hears },
): Promise<{ id: string; secret: string }> {
  const salt = newSalt();
  const id = await changeBot(app, { actor, id: botId, action: 'changed_webhook' }, (client) => {
    assertMayHear(actor, hook.hears);
    assertCallable(app, hook.url);
    return insertOutgoingHook(client, { ...hook, botId, salt, max: MAX_HOOKS });
  });
  if (id === null) throw fail('conflict', `A bot has at most ${MAX_HOOKS} outgoing webhooks.`);
  app.outgoing.noteHook();
  return { id, secret: secretOf(keyOf(app.config.authSecret, salt)) };
}
