/**
 * The global grid of cells, which replaces positions everywhere outside the server's memory. It is fixed: rows of equal
 * height from the south pole up; each row has as many columns as squares of `size` metres fit around the parallel
 * through its middle. So a cell is about as wide as it is high everywhere (wider only within a few cells of a pole,
 * where a row has one to a few columns).
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
 * Slack in metres when a distance between cells is compared with a range. Rows are slightly lower and columns slightly
 * wider than `size`; a range of two cells must include a cell two away on every side.
 */
export const REACH_SLACK_METRES = 1;

const RADIANS = Math.PI / 180;

/** Returns the number of rows from pole to pole. */
export function rowCount(size = CELL_METRES): number {
  return Math.max(1, Math.ceil((Math.PI * EARTH_RADIUS_METRES) / size));
}

/** Returns the number of columns of a row. */
export function columnCount(row: number, size = CELL_METRES): number {
  // Measured from the pole, so that cos does not cancel in the last rows.
  const fromPole = ((row + 0.5) / rowCount(size)) * Math.PI;
  return Math.max(1, Math.floor((2 * Math.PI * EARTH_RADIUS_METRES * Math.sin(fromPole)) / size));
}

/** Returns the row of a latitude (beyond a pole: the last row). */
function rowOf(latitude: number, size = CELL_METRES): number {
  const rows = rowCount(size);
  return Math.max(0, Math.min(rows - 1, Math.floor(((latitude + 90) / 180) * rows)));
}

/**
 * Returns the cell that holds a position: its south and west sides belong to it. 180° counts as -180°. A pole, which
 * touches every column of its row, is in column 0.
 */
export function cellOf(latitude: number, longitude: number, size = CELL_METRES): Cell {
  const row = rowOf(latitude, size);
  if (Math.abs(latitude) >= 90) return { row, col: 0 };
  const columns = columnCount(row, size);
  const col = Math.floor(((wrapLongitude(longitude) + 180) / 360) * columns);
  return { row, col: Math.min(columns - 1, col) };
}

/** Returns the cell of a building's centre, which stands for everybody in the building. */
export function cellOfBuilding({ latitude, longitude }: Position, size = CELL_METRES): Cell {
  return cellOf(latitude, longitude, size);
}

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

/** Returns whether a range of `metres` around one cell covers the other: the only test of nearness in the server. */
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
  // The foot of the perpendicular lies where tan φ' = tan φ / cos Δλ, poleward of φ.
  const lambda = degrees * RADIANS;
  const sine = Math.sin(latitude * RADIANS);
  const foot = Math.atan2(sine, Math.cos(latitude * RADIANS) * Math.cos(lambda)) / RADIANS;
  const nearest = Math.max(south, Math.min(north, foot));
  return distance({ latitude, longitude: 0 }, { latitude: nearest, longitude: degrees });
}
