import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';

export interface OnlineRow {
  id: string;
  name: string;
  online: 1;
  b_id: string | null;
  /** Metres, as kept for the user. */
  radious: number;
  declared: boolean;
}

/** Who is online, everywhere or in one building, in order of id. Administrators only. Throws `not_found`. */
export async function listOnline(
  node: Node,
  { actor, buildingId }: { actor: Actor; buildingId?: string | undefined },
): Promise<OnlineRow[]> {
  assertAdministrator(actor);
  if (buildingId !== undefined && !node.places.get(buildingId))
    throw fail('not_found', 'There is no building with that id.');
  const states = buildingId === undefined ? node.registry.online() : node.registry.inside(buildingId);
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
