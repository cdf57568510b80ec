import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { assertMayList } from './policy';
import { type BotListing, findBots } from './store';

/**
 * Returns bots in order of id: the actor's `own`, or all (administrators only). `authorised` keeps only the bots that
 * are (true) or are not (false) authorised.
 */
export async function listBots(
  app: Pick<BotsContext, 'db'>,
  { actor, own = false, authorised }: { actor: Actor; own?: boolean; authorised?: boolean | undefined },
): Promise<BotListing[]> {
  assertMayList(actor, own);
  return findBots(app.db, { ownerId: own ? actor.userId : undefined, authorised });
}
