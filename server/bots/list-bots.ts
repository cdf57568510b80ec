import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { assertMayList } from './policy';
import { type BotListing, findBots } from './store';

/** Bots in order of id: the actor's `own`, or (administrators) everybody's; `authorised` keeps those that are, or are not. */
export async function listBots(
  node: Pick<Node, 'db'>,
  { actor, own = false, authorised }: { actor: Actor; own?: boolean; authorised?: boolean | undefined },
): Promise<BotListing[]> {
  assertMayList(actor, own);
  return findBots(node.db, { ownerId: own ? actor.userId : undefined, authorised });
}
