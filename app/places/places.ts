import { sortByName } from '@/clients/state/views';
import type { WireBuilding, WireCampus } from '@/protocol/places';

export type Building = WireBuilding;

export type Campus = WireCampus;

export interface Places {
  campuses: Campus[];
  buildings: Building[];
}

/** Fetches the campuses and buildings. Throws when the server does not answer. */
export async function fetchPlaces(signal: AbortSignal): Promise<Places> {
  const response = await fetch('/api/v1/places', { signal });
  if (!response.ok) throw new Error(`places: ${response.status}`);
  const body = (await response.json()) as Partial<Places>;
  if (!Array.isArray(body.campuses) || !Array.isArray(body.buildings)) throw new Error('places: not a list');
  return { campuses: body.campuses, buildings: body.buildings };
}

/**
 * Returns the buildings by campus, each sorted by name for the locale; buildings without a campus are last, under
 * null. `empty`: also campuses without buildings.
 */
export function byCampus(
  { campuses, buildings }: Places,
  locale: string,
  { empty = false } = {},
): { campus: Campus | null; buildings: Building[] }[] {
  const groups = [...campuses, null].map((campus) => ({
    campus,
    buildings: sortByName(
      buildings.filter((b) =>
        campus ? b.campusId === campus.id : !campuses.some((c) => c.id === b.campusId),
      ),
      locale,
    ),
  }));
  return groups.filter(({ campus, buildings }) => buildings.length > 0 || (empty && campus !== null));
}
