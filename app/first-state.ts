import type { FirstState } from '@/clients/state/state';
import type { UserActor } from '@/server/actor';
import { getApp } from '@/server/app';

/** The conversations that the page is loaded with: more than a screen shows. */
const CONVERSATIONS = 25;

/**
 * Returns what the main page shows before it is connected: the user's place, who is around, and the newest
 * conversations. Null while the node is busy, because the connection answers all of it.
 */
export async function readFirstState(actor: UserActor): Promise<FirstState | null> {
  const { commands, load } = getApp();
  if (load.isBusy()) return null;
  const [location, recent] = await Promise.all([
    commands.showLocation({ actor }),
    commands.listRecent({ actor, limit: CONVERSATIONS }),
  ]);
  return { ...location, ...recent };
}
