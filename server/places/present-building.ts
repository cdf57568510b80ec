import type { WireBuilding } from '@/protocol/places';
import { outlineOf } from './geojson';
import type { Building } from './geometry';

/** Returns a building in the shape of the wire. */
export function presentBuilding({ polygon, ...building }: Building): WireBuilding {
  return { ...building, boundary: polygon ? outlineOf(polygon) : null };
}
