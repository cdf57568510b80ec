import type { WireIncident } from '@/protocol/alerts';
import type { AlertsContext } from './context';
import type { StoredIncident } from './store/people';

/** Returns the id and the name of a building; null for none, and for one that was removed. */
export function buildingNamed(
  { places }: Pick<AlertsContext, 'places'>,
  id: string | null,
): { id: string; name: string } | null {
  const building = id === null ? undefined : places.get(id);
  return building ? { id: building.id, name: building.name } : null;
}

/** Returns an incident as clients see it. */
export function presentIncident(
  app: Pick<AlertsContext, 'places'>,
  { buildingId, at, ...incident }: StoredIncident,
): WireIncident {
  return { ...incident, at: at.toISOString(), building: buildingNamed(app, buildingId) };
}
