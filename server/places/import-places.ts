import { announce } from '@/server/conversations/announce';
import type { Node } from '@/server/node';
import type { Places } from './geojson';
import { savePlaces } from './store';

/** Adds campuses and buildings, replacing those with a known id, and tells every node. For the operator alone. */
export async function importPlaces(
  node: Pick<Node, 'db'> & Partial<Pick<Node, 'relay'>>,
  { places }: { places: Places },
): Promise<void> {
  await savePlaces(node.db, places);
  await announce(node, { type: 'places_changed' });
}
