import type { Actor } from '@/server/actor';
import { changeBot } from './change-bot';
import type { BotsContext } from './context';
import { removeHook } from './hook-store';
import { botOfManagedHook } from './policy';

/** Deletes a webhook; its messages stay. For the owner of the bot and administrators. Throws `not_found`. */
export async function deleteHook(
  app: BotsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  const botId = await botOfManagedHook(app, actor, id);
  await changeBot(app, { actor, id: botId, action: 'changed_webhook' }, (client) => removeHook(client, id));
}
