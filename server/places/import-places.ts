import type { WirePlaceChange } from '@/protocol/place-changes';
import { changePlaces } from './change-places';
import { compare } from './changes';
import type { PlacesContext } from './context';
import type { Places } from './geojson';

/**
 * Adds campuses and buildings, replaces those with a known id, and publishes the change to every node. `name`: what the
 * list of changes calls the import. Has no actor: only the operator's command calls it.
 */
export async function importPlaces(
  app: Pick<PlacesContext, 'db' | 'relay'>,
  { name, places }: { name: string; places: Places },
): Promise<WirePlaceChange | null> {
  return changePlaces(app, { kind: 'import', name }, (stored) => compare(stored, places));
}
