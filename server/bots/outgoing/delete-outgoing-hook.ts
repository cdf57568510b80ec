import type { Actor } from '@/server/actor';
import { changeBot } from '../change-bot';
import type { OutgoingContext } from './context';
import { removeOutgoingHook } from './hook-store';
import { botOfManagedOutgoingHook } from './policy';

/** Deletes a webhook with its events. For the owner of the bot and administrators. Throws `not_found`. */
export async function deleteOutgoingHook(
  app: OutgoingContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  const botId = await botOfManagedOutgoingHook(app, actor, id);
  await changeBot(app, { actor, id: botId, action: 'changed_webhook' }, (client) =>
    removeOutgoingHook(client, id),
  );
}
