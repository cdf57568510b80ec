import type { Hears } from '@/protocol/outgoing-hooks';
import type { Actor } from '@/server/actor';
import { changeBot } from '../change-bot';
import type { OutgoingContext } from './context';
import { changeOutgoingHook, lockHears, switchOutgoingHook } from './hook-store';
import { assertCallable, assertMayHear, botOfManagedOutgoingHook } from './policy';

/**
 * Changes the URL of a webhook or what it hears, or switches it off or on. For the owner of the bot and administrators;
 * `hears: 'messages'`, and the URL of a webhook that hears so, for administrators. Throws `not_found`, `forbidden`, and `bad_request` for a URL that Quad does not
 * call.
 */
export async function updateOutgoingHook(
  app: OutgoingContext,
  {
    actor,
    id,
    on,
    ...change
  }: {
    actor: Actor;
    id: string;
    url?: string | undefined;
    hears?: Hears | undefined;
    on?: boolean | undefined;
  },
): Promise<void> {
  const botId = await botOfManagedOutgoingHook(app, actor, id);
  assertMayHear(actor, change.hears);
  assertCallable(app, change.url);
  await changeBot(app, { actor, id: botId, action: 'changed_webhook' }, async (client) => {
    // An administrator let this URL hear all messages, and no other one.
    if (change.url !== undefined) assertMayHear(actor, change.hears ?? (await lockHears(client, id)));
    await changeOutgoingHook(client, id, change);
    if (on !== undefined) await switchOutgoingHook(client, id, on);
  });
  app.outgoing.noteHook();
}
