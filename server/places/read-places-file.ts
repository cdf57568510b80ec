import type { Places } from './geojson';
import { parsePlaces } from './geojson';
import { isOriginal, parseOriginal, type Renamed } from './original-buildings';

/** The places of a file, how often it has each member that is not used, and buildings that got another id. */
export type ReadFile = Places & { ignored: Map<string, number>; renamed: Renamed[] };

/**
 * Parses a file of places: GeoJSON, or the original's `buildings.json`. `known`: the stored places. Throws `bad_request`
 * with the path of the first invalid element.
 */
export function readPlacesFile(input: unknown, known: Places): ReadFile {
  return isOriginal(input) ? parseOriginal(input, known) : { ...parsePlaces(input, known), renamed: [] };
}
