import type { AlertArea, WireArea, WireGrant } from '@/protocol/alerts';
import type { Building } from '../places/places';

/** Returns the names of the places of an alert in one line. */
export const placeOf = ({ campus, buildings }: WireArea): string =>
  campus ? campus.name : buildings.map(({ name }) => name).join(', ');

/** Returns an area with a building added, or taken away when it has it. */
export function toggled(area: AlertArea, building: string): AlertArea {
  const has = area.buildings.includes(building);
  return {
    campus: null,
    buildings: has ? area.buildings.filter((id) => id !== building) : [...area.buildings, building],
  };
}

export const isChosen = ({ campus, buildings }: AlertArea): boolean =>
  campus !== null || buildings.length > 0;

/** Returns the ids of the buildings of an area: those of its campus, or those that were chosen. */
export const buildingsIn = (area: AlertArea, buildings: readonly Building[]): string[] =>
  area.campus === null
    ? area.buildings
    : buildings.filter(({ campusId }) => campusId === area.campus).map(({ id }) => id);

/** Returns whether one of these rights covers a building, or a whole campus where `id` is missing. */
export function covers(
  grants: readonly Pick<WireGrant, 'campus' | 'building'>[],
  { campus, id }: { campus: string | null; id?: string },
): boolean {
  return grants.some(
    (grant) =>
      (grant.campus === null && grant.building === null) ||
      (grant.campus !== null && grant.campus === campus) ||
      (id !== undefined && grant.building === id),
  );
}
