/**
 * The global grid of cells. Outside the memory of a node, a cell stands for every position. The grid never changes: its
 * rows are equally high and begin at the south pole, and the middle of each row is divided into as many columns of at
 * least `size` metres as fit around the globe. So cells are about as wide as high, and wider only near the poles, where
 * rows have few columns.
 */
import { distance, EARTH_RADIUS_METRES, type Position, wrapLongitude } from '@/server/places/geometry';

/** A cell of the grid: `row` counted from the south pole, `col` eastwards from the antimeridian. */
export interface Cell {
  row: number;
  col: number;
}

/** Edge of a cell. */
export const CELL_METRES = 64;

/**
 * Metres that are added to a range before a distance between cells is compared with it. Columns are slightly wider than
 * `size`, but a range of 2 × `size` must include the second cell to each side.
 */
export const REACH_SLACK_METRES = 1;

const RADIANS = Math.PI / 180;

/** Returns the number of rows from pole to pole. */
export function rowCount(size = CELL_METRES): number {
  return Math.max(1, Math.ceil((Math.PI * EARTH_RADIUS_METRES) / size));
}

/** Returns the number of columns of a row. */
export function columnCount(row: number, size = CELL_METRES): number {
  // The sine of the angle from the pole is exact near the poles; the cosine of the latitude is not.
  const fromPole = ((row + 0.5) / rowCount(size)) * Math.PI;
  return Math.max(1, Math.floor((2 * Math.PI * EARTH_RADIUS_METRES * Math.sin(fromPole)) / size));
}

/** Returns the row of a latitude (beyond a pole: the last row). */
function rowOf(latitude: number, size = CELL_METRES): number {
  const rows = rowCount(size);
  return Math.max(0, Math.min(rows - 1, Math.floor(((latitude + 90) / 180) * rows)));
}

/**
 * Returns the cell that contains a position. The south and west sides of a cell belong to it. 180° counts as -180°. A
 * pole, which touches every column of its row, is in column 0.
 */
export function cellOf(latitude: number, longitude: number, size = CELL_METRES): Cell {
  const row = rowOf(latitude, size);
  if (Math.abs(latitude) >= 90) return { row, col: 0 };
  const columns = columnCount(row, size);
  const col = Math.floor(((wrapLongitude(longitude) + 180) / 360) * columns);
  return { row, col: Math.min(columns - 1, col) };
}

/** Returns the cell of a building's centre, which is the cell of all users in the building. */
export function cellOfBuilding({ latitude, longitude }: Position, size = CELL_METRES): Cell {
  return cellOf(latitude, longitude, size);
}

/** Returns whether both are the same cell of the grid. */
export function sameCell(a: Cell, b: Cell): boolean {
  return a.row === b.row && a.col === b.col;
}

/** Returns the centre of a cell. */
export function cellCentre(cell: Cell, size = CELL_METRES): Position {
  return {
    latitude: ((cell.row + 0.5) / rowCount(size)) * 180 - 90,
    longitude: ((cell.col + 0.5) / columnCount(cell.row, size)) * 360 - 180,
  };
}

/** Returns the metres between the centres of two cells. */
export function cellDistance(a: Cell, b: Cell, size = CELL_METRES): number {
  return distance(cellCentre(a, size), cellCentre(b, size));
}

/**
 * Returns whether the centres of two cells are at most `metres` apart, with `REACH_SLACK_METRES`: the definition
 * by which the spatial index answers.
 */
export function inReach(a: Cell, b: Cell, metres: number, size = CELL_METRES): boolean {
  return cellDistance(a, b, size) <= metres + REACH_SLACK_METRES;
}

/** Returns the metres from a position to the nearest point of a cell; 0 inside and on its sides. */
export function distanceToCell(position: Position, cell: Cell, size = CELL_METRES): number {
  const rows = rowCount(size);
  const south = (cell.row / rows) * 180 - 90;
  const north = ((cell.row + 1) / rows) * 180 - 90;
  const halfWidth = 180 / columnCount(cell.row, size);
  // Degrees east of the cell's centre.
  const east = wrapLongitude(position.longitude - cellCentre(cell, size).longitude);
  const { latitude } = position;
  if (Math.abs(east) <= halfWidth) {
    const beyond = Math.max(south - latitude, latitude - north, 0);
    return beyond * RADIANS * EARTH_RADIUS_METRES;
  }
  return Math.min(
    distanceToMeridian(latitude, east - halfWidth, south, north),
    distanceToMeridian(latitude, east + halfWidth, south, north),
  );
}

/**
 * Returns the metres from a latitude to the segment from `south` to `north` of the meridian that is `degrees` of
 * longitude away.
 */
function distanceToMeridian(latitude: number, degrees: number, south: number, north: number): number {
  // The nearest point of the whole meridian has the latitude φ' with tan φ' = tan φ / cos Δλ.
  const lambda = degrees * RADIANS;
  const sine = Math.sin(latitude * RADIANS);
  const foot = Math.atan2(sine, Math.cos(latitude * RADIANS) * Math.cos(lambda)) / RADIANS;
  const nearest = Math.max(south, Math.min(north, foot));
  return distance({ latitude, longitude: 0 }, { latitude: nearest, longitude: degrees });
}
