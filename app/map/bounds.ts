import { getBounds } from 'geolib';
import { type LatLngBounds, latLngBounds } from 'leaflet';
import type { Building } from '../places/places';
import { cornersOf } from './buildings';

/** Returns the bounds of all buildings with a position, with some room; of the whole world without any. */
export function boundsOf(buildings: readonly Building[]): LatLngBounds {
  const corners = cornersOf(buildings).map(([latitude, longitude]) => ({ latitude, longitude }));
  if (corners.length === 0) return latLngBounds([-60, -170], [70, 170]);
  const { minLat, maxLat, minLng, maxLng } = getBounds(corners);
  return latLngBounds([minLat, minLng], [maxLat, maxLng]).pad(0.06);
}
