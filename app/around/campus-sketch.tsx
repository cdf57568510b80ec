import type { Outline } from '@/protocol/places';
import { getApp } from '@/server/app';
import { inTime } from '../in-time';
import { type Line, planeOf } from './plane';

/** Metres: the width of a path without one, as on the map. */
const PATH = 4;
/** A campus with more corners is left to the map: the sketch would be most of the page. */
const MAX_CORNERS = 20_000;

/**
 * Draws the campus of a building, or the first campus, as the map will: the picture until the map is loaded. Nothing
 * without outlines of buildings, or with too many corners.
 */
export async function CampusSketch({ building }: { building: string | null }) {
  const { places, commands, log } = getApp();
  const all = (await inTime(log, () => commands.listBuildings({}))) ?? [];
  const own = all.find(({ id }) => id === building)?.campusId;
  const campuses = places.campuses();
  const campus = campuses.find(({ id }) => id === own) ?? campuses[0];
  const outlines = all.flatMap(({ id, campusId, boundary }) =>
    boundary && campusId === (campus?.id ?? null)
      ? [{ here: id === building, rings: ringsOf(boundary) }]
      : [],
  );
  const corners = outlines.flatMap(({ rings }) => rings.flat());
  const grounds = campus?.grounds ?? [];
  const drawn = grounds.reduce((sum, { shape }) => sum + shape.coordinates.flat().length, corners.length);
  if (corners.length === 0 || drawn > MAX_CORNERS) return null;
  const { viewBox, draw } = planeOf(corners);
  const roofs = (here: boolean) =>
    draw(outlines.filter((each) => each.here === here).flatMap(({ rings }) => rings));
  return (
    <svg aria-hidden="true" viewBox={viewBox} className="campus-sketch">
      {(['lawn', 'water'] as const).map((kind) => (
        <path
          key={kind}
          d={draw(grounds.flatMap((ground) => (ground.kind === kind ? ground.shape.coordinates : [])))}
          fill={`var(--map-${kind})`}
        />
      ))}
      {grounds.map(
        (ground, n) =>
          ground.kind === 'path' && (
            <path
              // biome-ignore lint/suspicious/noArrayIndexKey: never drawn again
              key={n}
              d={draw([ground.shape.coordinates])}
              fill="none"
              stroke="var(--map-path)"
              strokeWidth={ground.width ?? PATH}
            />
          ),
      )}
      <path
        d={roofs(false)}
        fill="var(--map-roof)"
        stroke="var(--map-roof-line)"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={roofs(true)}
        fill="var(--map-roof-here)"
        stroke="var(--accent)"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

function ringsOf(outline: Outline): Line[] {
  return outline.type === 'Polygon' ? outline.coordinates : outline.coordinates.flat();
}
