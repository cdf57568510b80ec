import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { assertMayList } from './policy';
import { findBots } from './store';

type Listed = Omit<Awaited<ReturnType<typeof findBots>>[number], 'formerUntil'> & {
  formerUntil: string | null;
};

/**
 * Returns bots in order of id: the actor's `own`, or all (administrators only). `authorised` keeps only the bots that
 * are (true) or are not (false) authorised.
 */
export async function listBots(
  app: Pick<BotsContext, 'db'>,
  { actor, own = false, authorised }: { actor: Actor; own?: boolean; authorised?: boolean | undefined },
): Promise<Listed[]> {
  assertMayList(actor, own);
  const bots = await findBots(app.db, { ownerId: own ? actor.userId : undefined, authorised });
  return bots.map((bot) => ({ ...bot, formerUntil: bot.formerUntil?.toISOString() ?? null }));
}
