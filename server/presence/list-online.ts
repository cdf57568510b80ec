import { fail } from '@/protocol/errors';
import { assertAdministrator } from '@/server/accounts/policy';
import { recordLookups } from '@/server/activity/lookups';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

export interface OnlineRow {
  id: string;
  name: string;
  online: 1;
  b_id: string | null;
  /** The stored range of the user in metres. */
  radious: number;
  declared: boolean;
}

/**
 * Returns who is online, everywhere or in one building, in order of id. Administrators only; these users can read that it
 * happened. Throws `not_found`.
 */
export async function listOnline(
  app: PresenceContext,
  { actor, buildingId }: { actor: Actor; buildingId?: string | undefined },
): Promise<OnlineRow[]> {
  assertAdministrator(actor);
  if (buildingId !== undefined && !app.places.get(buildingId))
    throw fail('not_found', 'There is no building with this id.');
  const states =
    buildingId === undefined ? app.registry.online() : app.registry.everyoneInBuilding(buildingId);
  const userIds = states.map(({ userId }) => userId);
  await recordLookups(app, { by: actor, userIds, what: 'online' });
  return states
    .map(({ username, name, buildingId: b_id, range, declared }) => ({
      id: username,
      name,
      online: 1 as const,
      b_id,
      radious: range,
      declared,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
