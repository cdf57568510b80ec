import type { Places } from '@/server/places/places';

/** Returns the name of a building; null for none, and for one that does not exist any more. */
export function buildingNameOf(
  { places }: { places: Pick<Places, 'get'> },
  buildingId: string | null,
): string | null {
  return (buildingId === null ? undefined : places.get(buildingId)?.name) ?? null;
}
