import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changePlaces } from './change-places';
import { compare } from './changes';
import type { PlacesContext } from './context';

/** Adds a round building, or replaces the building with that id (keeping its campus). Administrators only. */
export async function addBuilding(
  app: PlacesContext,
  {
    actor,
    ...circle
  }: { actor: Actor; id: string; name: string; latitude: number; longitude: number; radius: number },
): Promise<void> {
  assertAdministrator(actor);
  await changePlaces(app, { kind: 'save', name: circle.name }, (stored) => {
    const campusId = stored.buildings.find(({ id }) => id === circle.id)?.campusId ?? null;
    return compare(stored, { campuses: [], buildings: [{ ...circle, campusId, polygon: null }] });
  });
  // The caller may ask for the building immediately.
  await app.places.load();
}
