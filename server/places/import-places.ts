import { publishToNodes } from '@/server/conversations/publish-to-nodes';
import type { PlacesContext } from './context';
import type { Places } from './geojson';
import { savePlaces } from './store';

/**
 * Adds campuses and buildings, replaces those with a known id, and publishes the change to every node. Has no actor:
 * only the operator's command calls it.
 */
export async function importPlaces(
  app: Pick<PlacesContext, 'db' | 'relay'>,
  { places }: { places: Places },
): Promise<void> {
  await savePlaces(app.db, places);
  await publishToNodes(app, { type: 'places_changed' });
}
