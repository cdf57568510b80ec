import type { WireBuilding } from '@/protocol/places';
import type { Node } from '@/server/node';
import { outlineOf } from './geojson';

/** Every building, in order of name, with its outline where one is known. Places are public. */
export async function listBuildings(node: Node, _options: Record<string, never>): Promise<WireBuilding[]> {
  return node.places
    .buildings()
    .map(({ polygon, ...building }) => ({ ...building, boundary: polygon ? outlineOf(polygon) : null }));
}
