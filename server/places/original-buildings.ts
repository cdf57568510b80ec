/** Reads the `buildings.json` of the system that Quad replaced: a list of round buildings. */
import { z } from 'zod';
import { displayName, identifier, latitude, longitude, radius } from '@/protocol/fields';
import { parse } from '@/server/parse';
import type { Places } from './geojson';
import { distance, type Position } from './geometry';
import { PLACES_LIMITS } from './shapes';

// Accepts other members, as of a GeoJSON file; `radius` is in metres.
const space = z.object({
  id: z.union([z.int().min(0).transform(String), identifier], 'must be an id'),
  name: displayName,
  latitude,
  longitude,
  range: radius,
});
const file = z.object({ containedSpaces: z.array(space).max(PLACES_LIMITS.buildings) });

const KNOWN = Object.keys(space.shape);

/** Metres from the centre of a campus within which a building belongs to it: no campus is larger. */
const CAMPUS_METRES = 5_000;

/** A building whose id another building of the file has, and its new id. */
export interface Renamed {
  name: string;
  id: string;
  taken: string;
}

/** Returns whether a file has the form of the original's `buildings.json`. */
export const isOriginal = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'containedSpaces' in input;

/**
 * Parses the original's `buildings.json`. Two buildings can have one id there, as in its sample; the later one gets the
 * id with a number after it. The file has no campuses: a building keeps the campus of the known building with its id, or
 * belongs to the nearest known campus within 5 km. Throws `bad_request` with the path of the first invalid element.
 */
export function parseOriginal(
  input: unknown,
  known: Places,
): Places & { ignored: Map<string, number>; renamed: Renamed[] } {
  const { containedSpaces } = parse(file, input);
  const ids = new Set(containedSpaces.map(({ id }) => id));
  const taken = new Set<string>();
  const campuses = new Map(known.buildings.map((each) => [each.id, each.campusId]));
  const freeId = createFreeIds(ids);
  const renamed: Renamed[] = [];
  const buildings = containedSpaces.map(({ range, ...building }) => {
    const id = taken.has(building.id) ? freeId(building.id) : building.id;
    taken.add(id);
    ids.add(id);
    if (id !== building.id) renamed.push({ name: building.name, id, taken: building.id });
    const campusId = campuses.get(id) ?? nearestCampus(known.campuses, building);
    return { ...building, id, campusId, radius: range, polygon: null };
  });
  const ignored = new Map<string, number>();
  for (const each of (input as { containedSpaces: object[] }).containedSpaces)
    for (const name of Object.keys(each))
      if (!KNOWN.includes(name)) ignored.set(name, (ignored.get(name) ?? 0) + 1);
  return { campuses: [], buildings, ignored, renamed };
}

/** Returns a function that finds a free id; it remembers the last number of each, for files of many equal ids. */
function createFreeIds(taken: ReadonlySet<string>): (id: string) => string {
  const numbers = new Map<string, number>();
  return (id) => {
    const base = id.slice(0, 56);
    for (let n = numbers.get(base) ?? 2; ; n++) {
      const next = `${base}-${n}`;
      if (taken.has(next)) continue;
      numbers.set(base, n + 1);
      return next;
    }
  };
}

function nearestCampus(campuses: Places['campuses'], building: Position): string | null {
  let best: { id: string | null; metres: number } = { id: null, metres: CAMPUS_METRES };
  for (const { id, latitude, longitude } of campuses) {
    if (latitude === null || longitude === null) continue;
    const metres = distance({ latitude, longitude }, building);
    if (metres <= best.metres) best = { id, metres };
  }
  return best.id;
}
