import { announce } from '@/server/conversations/announce';
import type { PlacesContext } from './context';
import type { Places } from './geojson';
import { savePlaces } from './store';

/** Adds campuses and buildings, replacing those with a known id, and tells every node. For the operator alone. */
export async function importPlaces(
  app: Pick<PlacesContext, 'db' | 'relay'>,
  { places }: { places: Places },
): Promise<void> {
  await savePlaces(app.db, places);
  await announce(app, { type: 'places_changed' });
}
