import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PlacesContext } from './context';
import { importPlaces } from './import-places';

/** Adds a round building, or replaces the building with that id (keeping its campus). Administrators only. */
export async function addBuilding(
  app: PlacesContext,
  {
    actor,
    ...circle
  }: { actor: Actor; id: string; name: string; latitude: number; longitude: number; radius: number },
): Promise<void> {
  assertAdministrator(actor);
  const campusId = app.places.get(circle.id)?.campusId ?? null;
  await importPlaces(app, { places: { campuses: [], buildings: [{ ...circle, campusId, polygon: null }] } });
  // The caller may ask for the building immediately.
  await app.places.load();
}
