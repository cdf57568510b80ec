import type { FirstState } from '@/clients/state/state';
import type { UserActor } from '@/server/actor';
import type { App } from '@/server/app';
import { inTime } from './in-time';

/** The conversations that the page is loaded with: more than a screen shows. */
const CONVERSATIONS = 25;

/**
 * Returns what the main page shows before it is connected: the user's place, who is around, and the newest
 * conversations. Null while the node is busy, when it fails or takes too long, and for a user who has reached the limit
 * of requests, because the connection answers all of it.
 */
export async function readFirstState(
  {
    commands,
    load,
    limits,
    log,
  }: Pick<App, 'load' | 'limits' | 'log'> & {
    commands: Pick<App['commands'], 'showLocation' | 'listRecent'>;
  },
  actor: UserActor,
): Promise<FirstState | null> {
  if (load.isBusy()) return null;
  return inTime(log, async () => {
    limits.take('request', actor.userId);
    const [location, recent] = await Promise.all([
      commands.showLocation({ actor }),
      commands.listRecent({ actor, limit: CONVERSATIONS }),
    ]);
    return { ...location, ...recent };
  });
}
