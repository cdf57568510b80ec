import type { WireBuilding } from '@/protocol/places';
import type { PlacesContext } from './context';
import { outlineOf } from './geojson';

/** Every building, in order of name, with its outline where one is known. Places are public. */
export async function listBuildings(
  app: PlacesContext,
  _options: Record<string, never>,
): Promise<WireBuilding[]> {
  return app.places
    .buildings()
    .map(({ polygon, ...building }) => ({ ...building, boundary: polygon ? outlineOf(polygon) : null }));
}
