import { sortByName } from '@/clients/state/views';
import type { WireBuilding } from '@/protocol/places';

export type Building = WireBuilding;

export interface Campus {
  id: string;
  name: string;
}

export interface Places {
  campuses: Campus[];
  buildings: Building[];
}

/** Campuses and buildings, for the map and the lists. Throws when the server does not answer. */
export async function fetchPlaces(signal: AbortSignal): Promise<Places> {
  const response = await fetch('/api/v1/places', { signal });
  if (!response.ok) throw new Error(`places: ${response.status}`);
  const body = (await response.json()) as Partial<Places>;
  if (!Array.isArray(body.campuses) || !Array.isArray(body.buildings)) throw new Error('places: not a list');
  return { campuses: body.campuses, buildings: body.buildings };
}

/** Buildings by campus, each in order of name for a reader of that language; those of no campus last, under null. */
export function byCampus(
  { campuses, buildings }: Places,
  locale: string,
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
  return groups.filter((group) => group.buildings.length > 0);
}
