import type { Outline } from '@/protocol/places';
import { getApp } from '@/server/app';

/** Metres: the width of a path without one, as on the map. */
const PATH = 4;
const EARTH_RADIUS = 6_378_137;
/** The share of the campus that stays free on each side: the map's own, and half of a step of its zoom. */
const MARGIN = 0.14;

type Line = readonly (readonly [longitude: number, latitude: number])[];

/**
 * Draws the campus of a building, or the first campus, as the map will: the picture until the map is loaded. Nothing
 * without outlines of buildings.
 */
export async function CampusSketch({ building }: { building: string | null }) {
  const { places, commands } = getApp();
  const all = await commands.listBuildings({});
  const own = all.find(({ id }) => id === building)?.campusId;
  const campuses = places.campuses();
  const campus = campuses.find(({ id }) => id === own) ?? campuses[0];
  const outlines = all.flatMap(({ id, campusId, boundary }) =>
    boundary && campusId === (campus?.id ?? null)
      ? [{ here: id === building, rings: ringsOf(boundary) }]
      : [],
  );
  const corners = outlines.flatMap(({ rings }) => rings.flat());
  if (corners.length === 0) return null;
  const { viewBox, draw } = planeOf(corners);
  const roofs = (here: boolean) =>
    draw(outlines.filter((each) => each.here === here).flatMap(({ rings }) => rings));
  const grounds = campus?.grounds ?? [];
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

/** Returns a plane in metres, in the map's projection, around the corners, and a function that draws lines on it. */
function planeOf(corners: Line) {
  const scale = EARTH_RADIUS * Math.cos(((corners[0]?.[1] ?? 0) * Math.PI) / 180);
  const x = (longitude: number) => ((longitude * Math.PI) / 180) * scale;
  const y = (latitude: number) => -Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) * scale;
  const [xs, ys] = [corners.map(([longitude]) => x(longitude)), corners.map(([, latitude]) => y(latitude))];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const frame = [-width * MARGIN, -height * MARGIN, width * (1 + 2 * MARGIN), height * (1 + 2 * MARGIN)];
  return {
    viewBox: frame.map(Math.round).join(' '),
    /** Returns the lines as the commands of an SVG path, to a decimetre. */
    draw: (lines: readonly Line[]) =>
      lines
        .map(
          (line) =>
            `M${line.map(([lon, lat]) => `${(x(lon) - left).toFixed(1)} ${(y(lat) - top).toFixed(1)}`).join('L')}`,
        )
        .join(''),
  };
}
