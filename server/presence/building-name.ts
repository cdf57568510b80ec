import type { Config } from '@/server/config';
import type { Places } from '@/server/places/places';

/** Returns the building's name, or the legacy protocol's text for being in no building. */
export function buildingNameOf(
  app: { places: Pick<Places, 'get'>; config: Pick<Config, 'institution'> },
  buildingId: string | null,
): string {
  const name = buildingId === null ? undefined : app.places.get(buildingId)?.name;
  return name ?? `Out of ${app.config.institution} registered facilities`;
}
