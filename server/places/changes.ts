import type { BuildingPart } from '@/protocol/place-changes';
import type { Places } from './geojson';
import type { Building, Campus } from './geometry';

/** What differs between the stored places and those of an import. */
export interface Changes {
  added: Building[];
  changed: { before: Building; after: Building; parts: BuildingPart[] }[];
  removed: Building[];
  /** The number of imported buildings that stay as they are. */
  unchanged: number;
  /** An import removes no campus. */
  campuses: { added: Campus[]; changed: { before: Campus; after: Campus }[]; removed: Campus[] };
}

/**
 * Compares places with the stored ones. With `complete`, the import has all buildings of its campuses: the stored
 * buildings of these campuses that it lacks are removed.
 */
export function compare(stored: Places, imported: Places, { complete = false } = {}): Changes {
  const known = new Map(stored.buildings.map((building) => [building.id, building]));
  const changes: Changes = {
    added: [],
    changed: [],
    removed: [],
    unchanged: 0,
    campuses: compareCampuses(stored.campuses, imported.campuses),
  };
  for (const after of imported.buildings) {
    const before = known.get(after.id);
    const parts = before ? changedParts(before, after) : [];
    if (!before) changes.added.push(after);
    else if (parts.length > 0) changes.changed.push({ before, after, parts });
    else changes.unchanged++;
  }
  if (complete) {
    const ids = new Set(imported.buildings.map(({ id }) => id));
    const campuses = new Set<string | null>([
      ...imported.campuses.map(({ id }) => id),
      ...imported.buildings.map(({ campusId }) => campusId),
    ]);
    changes.removed = stored.buildings.filter(({ id, campusId }) => campuses.has(campusId) && !ids.has(id));
  }
  return changes;
}

function compareCampuses(stored: Campus[], imported: Campus[]): Changes['campuses'] {
  const known = new Map(stored.map((campus) => [campus.id, campus]));
  const added = imported.filter(({ id }) => !known.has(id));
  const changed = imported.flatMap((after) => {
    const before = known.get(after.id);
    // Without `grounds` an import leaves those of the campus.
    const same =
      !before || JSON.stringify(formOf(before)) === JSON.stringify(formOf({ ...before, ...after }));
    return same ? [] : [{ before, after }];
  });
  return { added, changed, removed: [] };
}

const formOf = ({ name, latitude, longitude, grounds = [] }: Campus) => [
  name,
  latitude,
  longitude,
  // JSONB has an order of members of its own.
  grounds.map(({ kind, shape, ...rest }) => [kind, shape.coordinates, 'width' in rest ? rest.width : null]),
];

function changedParts(before: Building, after: Building): BuildingPart[] {
  const boundary = ({ latitude, longitude, radius, polygon }: Building) =>
    JSON.stringify([latitude, longitude, radius, polygon]);
  return [
    ...(before.name === after.name ? [] : ['name' as const]),
    ...(before.campusId === after.campusId ? [] : ['campus' as const]),
    ...(boundary(before) === boundary(after) ? [] : ['boundary' as const]),
  ];
}
