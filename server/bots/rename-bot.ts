import type { Actor } from '@/server/actor';
import { changeBot } from './change-bot';
import type { BotsContext } from './context';
import { setName } from './store';

/**
 * Gives a bot a name, which readers see in place of its id, also with its earlier messages; null removes the name. For
 * the owner and administrators. Throws `not_found`.
 */
export async function renameBot(
  app: Pick<BotsContext, 'db'>,
  { actor, id, name }: { actor: Actor; id: string; name: string | null },
): Promise<void> {
  await changeBot(app, { actor, id, action: 'renamed_bot' }, (client) => setName(client, id, name));
}
