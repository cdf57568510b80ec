import { fail } from '@/protocol/errors';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ActivityContext } from './context';
import { NEWEST } from './show-user-activity';
import { newestOfBuilding } from './store';

/**
 * Returns the newest ten messages of bots in a building, newest first, with HTTP dates. Administrators only. Throws
 * `not_found`.
 */
export async function showBuildingActivity(
  app: Pick<ActivityContext, 'db'>,
  { actor, buildingId }: { actor: Actor; buildingId: string },
): Promise<{ bot_id: string; timestamp: string; message: string }[]> {
  assertAdministrator(actor);
  const rows = await newestOfBuilding(app.db, buildingId, NEWEST);
  if (!rows) throw fail('not_found', `There is no building ${buildingId}.`);
  return rows.map(({ botId, at, message }) => ({ bot_id: botId, timestamp: at.toUTCString(), message }));
}
