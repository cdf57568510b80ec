import type { AlertReason } from '@/protocol/alert-kinds';
import { distance, type Position } from '@/server/places/geometry';
import { type Cell, cellCentre } from '@/server/presence/cells';

/** What a presence says about where a user is. */
export interface Whereabouts {
  userId: string;
  online: boolean;
  buildingId: string | null;
  declared: boolean;
  cell: Cell | null;
}

/** The buildings of an alert, with what is known of their place. */
export interface AreaBuilding {
  id: string;
  latitude: number | null;
  longitude: number | null;
  radius: number | null;
}

/** Why a user is told, and the building that it is about, if one. */
export interface Reasoned {
  reason: AlertReason;
  buildingId: string | null;
}

/** Metres around a building in which a person who shares a position outdoors is probably concerned: two cells. */
const NEAR_METRES = 128;

/**
 * Returns whom a live alert concerns, with the first reason that applies: inside a building of its area by position,
 * inside by choice, probably (outdoors near one), left one lately, online at an unknown place, and for `everyone` (of an
 * extreme alert) all others, except those who are known to be elsewhere in a building.
 */
export function audienceOf({
  people,
  area,
  left,
  everyone = [],
}: {
  people: Iterable<Whereabouts>;
  area: readonly AreaBuilding[];
  /** The users who left a building of the area lately, with the building. */
  left: ReadonlyMap<string, string>;
  /** All users, of an extreme alert. */
  everyone?: Iterable<string>;
}): Map<string, Reasoned> {
  const inArea = new Set(area.map(({ id }) => id));
  const isNear = nearness(area);
  const audience = new Map<string, Reasoned>();
  const elsewhere = new Set<string>();
  for (const person of people) {
    const reasoned = reasonFor(person, { inArea, isNear, left });
    if (reasoned) audience.set(person.userId, reasoned);
    else if (person.buildingId !== null) elsewhere.add(person.userId);
  }
  for (const [userId, buildingId] of left)
    if (!audience.has(userId)) audience.set(userId, { reason: 'left', buildingId });
  for (const userId of everyone)
    if (!audience.has(userId) && !elsewhere.has(userId))
      audience.set(userId, { reason: 'campus', buildingId: null });
  return audience;
}

function reasonFor(
  { userId, online, buildingId, declared, cell }: Whereabouts,
  {
    inArea,
    isNear,
    left,
  }: { inArea: ReadonlySet<string>; isNear: (cell: Cell) => boolean; left: ReadonlyMap<string, string> },
): Reasoned | null {
  if (buildingId !== null && inArea.has(buildingId))
    return { reason: declared ? 'declared' : 'inside', buildingId };
  if (buildingId === null && cell && isNear(cell)) return { reason: 'probably', buildingId: null };
  const lately = left.get(userId);
  if (lately !== undefined) return { reason: 'left', buildingId: lately };
  if (online && buildingId === null && !cell) return { reason: 'unknown', buildingId: null };
  return null;
}

/** Returns a function that says whether the centre of a cell is near a building; each cell is compared once. */
function nearness(area: readonly AreaBuilding[]): (cell: Cell) => boolean {
  const placed = area.flatMap(({ latitude, longitude, radius }) =>
    latitude === null || longitude === null ? [] : [{ latitude, longitude, radius: radius ?? 0 }],
  );
  const known = new Map<string, boolean>();
  return (cell) => {
    const key = `${cell.row}:${cell.col}`;
    let near = known.get(key);
    if (near === undefined) {
      const centre: Position = cellCentre(cell);
      near = placed.some((building) => distance(centre, building) <= building.radius + NEAR_METRES);
      known.set(key, near);
    }
    return near;
  };
}
