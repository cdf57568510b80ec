const EARTH_RADIUS = 6_378_137;
/** The share of the campus that stays free on each side: the map's own, and half of a step of its zoom. */
const MARGIN = 0.14;

export type Line = readonly (readonly [longitude: number, latitude: number])[];

/** Returns a plane in metres, in the map's projection, around the corners, and a function that draws lines on it. */
export function planeOf(corners: Line) {
  const scale = EARTH_RADIUS * Math.cos(((corners[0]?.[1] ?? 0) * Math.PI) / 180);
  const x = (longitude: number) => ((longitude * Math.PI) / 180) * scale;
  const y = (latitude: number) => -Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) * scale;
  const [left, right] = extremesOf(corners.map(([longitude]) => x(longitude)));
  const [top, bottom] = extremesOf(corners.map(([, latitude]) => y(latitude)));
  const [width, height] = [right - left, bottom - top];
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

/** Returns the least and the greatest of the numbers, which can be more than a call takes as arguments. */
function extremesOf(values: readonly number[]): [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}
