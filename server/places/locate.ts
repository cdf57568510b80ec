/** Finds the building that holds a position. */
import {
  type BoundedBuilding,
  type Building,
  distance,
  distanceToBuilding,
  EARTH_RADIUS_METRES,
  type Position,
  reachOf,
  unproject,
  WALL_METRES,
} from './geometry';

/** The result of `locate`. */
export type Located =
  | { state: 'inside'; building: BoundedBuilding }
  | { state: 'outside' }
  | { state: 'unknown' };

/** A position as a device reports it. `accuracy` in metres; an absent accuracy (legacy clients) means precise. */
export interface MeasuredPosition extends Position {
  accuracy?: number | null | undefined;
}

/** Outside every building, an accuracy up to this (metres) is accepted. */
export const OUTDOOR_ACCURACY_METRES = 100;
/** A position with an accuracy worse than this (metres) is in no known building. */
export const MAX_ACCURACY_METRES = 5_000;

/** Distances to centres that differ by less than this (metres) are equal: the size decides then, not rounding. */
const TIE_METRES = 0.001;
/** Edge of the cubes in which buildings are looked up, in metres. */
const CUBE_METRES = 1_000;
/** A building that reaches farther (metres) is examined for every position: it would fill too many cubes. */
const LARGE_METRES = 5_000;

interface Indexed {
  building: BoundedBuilding;
  /** Metres from the centre within which the whole building lies. */
  reach: number;
}

export interface BuildingIndex {
  /** Number of buildings that have a boundary. */
  readonly size: number;
  /** Number of comparisons with a position since the index was made; for tests. */
  examined: number;
  readonly large: readonly Indexed[];
  readonly cubes: ReadonlyMap<number, readonly Indexed[]>;
}

/**
 * Yields the keys of the cubes that a ball of `metres` around a position touches. The cubes are a lattice through the
 * whole earth: in space, the antimeridian and the poles are not special cases.
 */
function* cubesAround(position: Position, metres: number): Generator<number> {
  const phi = (position.latitude * Math.PI) / 180;
  const lambda = (position.longitude * Math.PI) / 180;
  const at = [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)] as const;
  const low = at.map(
    (v) => Math.floor((EARTH_RADIUS_METRES * (1 + v) - metres) / CUBE_METRES) + LARGE_METRES / CUBE_METRES,
  );
  const high = at.map(
    (v) => Math.floor((EARTH_RADIUS_METRES * (1 + v) + metres) / CUBE_METRES) + LARGE_METRES / CUBE_METRES,
  );
  const [lx, ly, lz] = low as [number, number, number];
  const [hx, hy, hz] = high as [number, number, number];
  for (let x = lx; x <= hx; x++) {
    for (let y = ly; y <= hy; y++) {
      for (let z = lz; z <= hz; z++) yield (x * 16_384 + y) * 16_384 + z;
    }
  }
}

/** Builds an index for `locate`. Leaves out buildings without a boundary. */
export function indexBuildings(buildings: Iterable<Building>): BuildingIndex {
  const large: Indexed[] = [];
  const cubes = new Map<number, Indexed[]>();
  let size = 0;
  for (const building of buildings) {
    if (building.latitude === null) continue;
    const reach = (building.polygon ? reachOf(building, building.polygon) : building.radius) + WALL_METRES;
    const indexed = { building, reach };
    size++;
    if (reach > LARGE_METRES) {
      large.push(indexed);
      continue;
    }
    for (const key of cubesAround(building, reach)) {
      const cube = cubes.get(key);
      if (cube) cube.push(indexed);
      else cubes.set(key, [indexed]);
    }
  }
  return { size, examined: 0, large, cubes };
}

/** Yields the buildings within `metres` of a position (0: the buildings that hold it). */
function* within(index: BuildingIndex, position: Position, metres: number): Generator<Indexed> {
  const seen = new Set<Indexed>();
  const examine = (indexed: Indexed): boolean => {
    if (seen.has(indexed)) return false;
    seen.add(indexed);
    index.examined++;
    return (
      distance(position, indexed.building) <= indexed.reach + metres &&
      distanceToBuilding(position, indexed.building) <= metres
    );
  };
  for (const indexed of index.large) if (examine(indexed)) yield indexed;
  for (const key of cubesAround(position, metres)) {
    for (const indexed of index.cubes.get(key) ?? []) if (examine(indexed)) yield indexed;
  }
}

/**
 * Selects one of the buildings that hold a position: a building inside another before the other, then the nearest
 * centre, then the smaller building, then the smaller id (by UTF-16 code units).
 */
function nearest(holders: Indexed[], position: Position): Indexed | undefined {
  const measured = holders
    .filter((holder) => !holders.some((other) => liesIn(other.building, holder.building)))
    .map((holder) => ({ holder, metres: distance(position, holder.building) }));
  const best = Math.min(...measured.map(({ metres }) => metres));
  return measured
    .filter(({ metres }) => metres <= best + TIE_METRES)
    .map(({ holder }) => holder)
    .sort(({ building: a }, { building: b }) => a.radius - b.radius || (a.id < b.id ? -1 : 1))[0];
}

/** Returns whether a building is smaller than another and all its corners lie in the other. */
function liesIn(inner: BoundedBuilding, outer: BoundedBuilding): boolean {
  return (
    inner.radius < outer.radius && outlineOf(inner).every((corner) => distanceToBuilding(corner, outer) === 0)
  );
}

/** Returns the corners of a building, or points all around a circle. */
function outlineOf(building: BoundedBuilding): Position[] {
  if (building.polygon)
    return building.polygon.flat().map(([longitude, latitude]) => ({ latitude, longitude }));
  return Array.from({ length: 16 }, (_, n) => {
    const angle = (n * Math.PI) / 8;
    return unproject(building, building.radius * Math.cos(angle), building.radius * Math.sin(angle));
  });
}

/**
 * Finds the building that holds a position: by its polygon if known, else by its circle (distance to the centre at
 * most the radius). Walls belong to the building. A point in several buildings (a shared wall, overlapping circles)
 * belongs to exactly one: the building inside the other, else the building with the nearest centre, then the smaller
 * one, then the smaller id.
 *
 * The accuracy is the radius around the point in which the device really is, so:
 * - a building holds the point: `inside`, unless the accuracy is worse than the building's radius (for a polygon
 *   without a radius, that of the circle of its area). The device may then be elsewhere: the answer is a larger
 *   building around that building, or `unknown`;
 * - no building holds the point: `outside`, unless the accuracy is worse than `OUTDOOR_ACCURACY_METRES` and its circle
 *   touches a building. The device may then be in that building: the answer is `unknown`;
 * - an accuracy worse than `MAX_ACCURACY_METRES`: always `unknown`, without a lookup.
 *
 * A missing accuracy means a precise position.
 */
export function locate(index: BuildingIndex, position: MeasuredPosition): Located {
  const accuracy = position.accuracy ?? 0;
  if (accuracy > MAX_ACCURACY_METRES) return { state: 'unknown' };
  const holders = [...within(index, position, 0)];
  const holder = nearest(holders, position);
  if (holder) {
    if (accuracy <= holder.building.radius) return { state: 'inside', building: holder.building };
    // A larger building around this building is certain enough.
    const about = holders.filter(
      ({ building }) => building.radius >= accuracy && liesIn(holder.building, building),
    );
    const larger = nearest(about, position);
    return larger ? { state: 'inside', building: larger.building } : { state: 'unknown' };
  }
  if (accuracy > OUTDOOR_ACCURACY_METRES && !within(index, position, accuracy).next().done) {
    return { state: 'unknown' };
  }
  return { state: 'outside' };
}
