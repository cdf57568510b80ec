import type { WireBuilding } from '@/protocol/places';
import type { PlacesContext } from './context';
import { presentBuilding } from './present-building';

/**
 * Returns every building in order of name, with its outline if it has one. Requires no authentication: places are
 * public.
 */
export async function listBuildings(
  app: PlacesContext,
  _options: Record<string, never>,
): Promise<WireBuilding[]> {
  return app.places.buildings().map(presentBuilding);
}
