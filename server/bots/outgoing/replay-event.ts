import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import { changeBot } from '../change-bot';
import type { OutgoingContext } from './context';
import { makeDue } from './event-store';
import { botOfManagedOutgoingHook } from './policy';

/**
 * Sends an event of a webhook once more, under the same id, and again if that fails. For the owner of the bot and
 * administrators. Throws `not_found`.
 */
export async function replayEvent(
  app: OutgoingContext,
  { actor, id, event }: { actor: Actor; id: string; event: string },
): Promise<void> {
  const botId = await botOfManagedOutgoingHook(app, actor, id);
  await changeBot(app, { actor, id: botId, action: 'changed_webhook' }, async (client) => {
    if (!(await makeDue(client, id, event)))
      throw fail('not_found', 'The webhook has no such event, or no more.', { field: 'event' });
  });
}
