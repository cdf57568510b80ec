import { getDistance, getGreatCircleBearing, orderByDistance } from 'geolib';
import type { Building } from '../places/places';

export interface Point {
  latitude: number;
  longitude: number;
}

/** The eight winds, from north clockwise. */
const WINDS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
type Wind = (typeof WINDS)[number];

/** Where a place is, seen from another one. */
export interface Way {
  /** Rounded as people say it: to 10 m below 1 km, to 100 m below 10 km, else to 1 km. */
  metres: number;
  wind: Wind;
}

/** Returns the way from one point to another; null where they are the same within 10 m. */
export function wayTo(from: Point, to: Point): Way | null {
  const metres = getDistance(from, to);
  if (metres < 10) return null;
  const step = metres < 1_000 ? 10 : metres < 10_000 ? 100 : 1_000;
  return {
    metres: Math.round(metres / step) * step,
    wind: WINDS[Math.round(getGreatCircleBearing(from, to) / 45) % 8] as Wind,
  };
}

/** Returns the buildings by their distance from a point, nearest first; those without a position last, in their order. */
export function nearestFirst(from: Point, buildings: readonly Building[]): Building[] {
  // Under the names that geolib reads, each with its building.
  const located = buildings.flatMap((building) => {
    const at = pointOf(building);
    return at ? [{ ...at, building }] : [];
  });
  const ordered = orderByDistance(from, located) as typeof located;
  return [
    ...ordered.map(({ building }) => building),
    ...buildings.filter((building) => pointOf(building) === null),
  ];
}

/** Returns the index of the place that is nearest to a point; -1 without any that has a position. */
export function nearest(
  from: Point,
  places: readonly (Pick<Building, 'latitude' | 'longitude'> | null)[],
): number {
  let best = { index: -1, metres: Number.POSITIVE_INFINITY };
  for (const [index, place] of places.entries()) {
    const at = place && pointOf(place);
    const metres = at ? getDistance(from, at) : Number.POSITIVE_INFINITY;
    if (metres < best.metres) best = { index, metres };
  }
  return best.index;
}

/** Returns the metres from a point to the far edge of the farthest building; 0 without any. */
export function farthestEdge(from: Point, buildings: readonly Building[]): number {
  return Math.max(
    0,
    ...buildings.map((building) => {
      const at = pointOf(building);
      return at ? getDistance(from, at) + (building.radius ?? 0) : 0;
    }),
  );
}

/** Returns the position of a building; null for one without. */
export function pointOf({ latitude, longitude }: Pick<Building, 'latitude' | 'longitude'>): Point | null {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}
