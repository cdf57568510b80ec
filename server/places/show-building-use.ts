import type { WireBuildingUse } from '@/protocol/place-changes';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PlacesContext } from './context';
import { presentBuilding } from './present-building';
import { unknownBuilding } from './save-building';
import { readUse } from './store';

/** Returns a building and what refers to it. Administrators only. Throws `not_found`. */
export async function showBuildingUse(
  app: PlacesContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<WireBuildingUse> {
  assertAdministrator(actor);
  const building = app.places.get(id);
  if (!building) throw unknownBuilding();
  const people = app.registry.everyoneInBuilding(id).length;
  return { building: presentBuilding(building), people, ...(await readUse(app.db, id)) };
}
