import { fail } from '@/protocol/errors';
import type { Hears } from '@/protocol/outgoing-hooks';
import type { Actor } from '@/server/actor';
import { botOfManaged } from '../policy';
import type { OutgoingContext } from './context';
import { botOfOutgoingHook } from './hook-store';

/** Returns the id of the bot of a webhook. Throws `not_found` unless the actor may manage that bot. */
export async function botOfManagedOutgoingHook(
  app: Pick<OutgoingContext, 'db'>,
  actor: Actor,
  id: string,
): Promise<string> {
  return botOfManaged(app, actor, await botOfOutgoingHook(app.db, id));
}

/** Throws `forbidden` unless an administrator lets a webhook hear what people say to each other in a building. */
export function assertMayHear(actor: Actor, hears: Hears | undefined): void {
  if (hears === 'messages' && !(actor.kind === 'user' && actor.administrator))
    throw fail('forbidden', 'Only an administrator can let a webhook hear all messages.', { field: 'hears' });
}

/** Throws `bad_request` for a URL that Quad does not call. */
export function assertCallable(app: Pick<OutgoingContext, 'outgoing'>, url: string | undefined): void {
  if (url !== undefined && !app.outgoing.mayCall(url))
    throw fail(
      'bad_request',
      'url: Use an https: URL of a host that is reachable from anywhere. An operator can allow other hosts (HOOK_HOSTS).',
      {
        field: 'url',
      },
    );
}
