import type { BotTalkContext } from './context';
import { countMembers } from './place-store';

/** Returns how many people a message to a building, or to a conversation, would reach; null for fewer than five. */
export async function audienceOf(
  app: Pick<BotTalkContext, 'db' | 'buildingCounts'>,
  { buildingId, place }: { buildingId: string; place?: string | undefined },
): Promise<number | null> {
  if (place === undefined) return app.buildingCounts.peopleIn(buildingId);
  const { people, buildingId: room } = await countMembers(app.db.pool, place);
  return room === null ? people : app.buildingCounts.peopleIn(room);
}
