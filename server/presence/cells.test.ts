import fc from 'fast-check';
import { getPreciseDistance } from 'geolib';
import { describe, expect, it } from 'vitest';
import { unproject } from '@/server/places/geometry';
import {
  CELL_METRES,
  cellCentre,
  cellDistance,
  cellOf,
  columnCount,
  distanceToCell,
  rowCount,
} from './cells';

const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const size = fc.constantFrom(64, 128, 500);

describe('the grid of cells', () => {
  it('[P2] gives every position one cell of the grid, which holds it and whose centre is in it', () => {
    fc.assert(
      fc.property(latitude, longitude, size, (lat, lon, edge) => {
        const cell = cellOf(lat, lon, edge);
        expect(cell.row).toBeGreaterThanOrEqual(0);
        expect(cell.row).toBeLessThan(rowCount(edge));
        expect(cell.col).toBeGreaterThanOrEqual(0);
        expect(cell.col).toBeLessThan(columnCount(cell.row, edge));
        const centre = cellCentre(cell, edge);
        expect(cellOf(centre.latitude, centre.longitude, edge)).toEqual(cell);
        expect(distanceToCell({ latitude: lat, longitude: lon }, cell, edge)).toBeLessThan(1e-6);
      }),
    );
  });

  it('has cells about as wide as high where people live', () => {
    for (const lat of [-60, 0, 38.7368, 65, 78]) {
      const cell = cellOf(lat, 10);
      const east = { row: cell.row, col: cell.col + 1 };
      const north = cellOf(cellCentre({ row: cell.row + 1, col: 0 }).latitude, cellCentre(cell).longitude);
      expect(cellDistance(cell, east)).toBeCloseTo(CELL_METRES, 1);
      expect(cellDistance(cell, north)).toBeGreaterThanOrEqual(CELL_METRES - 0.01);
    }
  });

  it('[L4] is one grid across the antimeridian', () => {
    expect(cellOf(10, 180)).toEqual(cellOf(10, -180));
    expect(cellOf(10, 190)).toEqual(cellOf(10, -170));
    const west = cellOf(-17, 179.9999);
    const east = cellOf(-17, -179.9999);
    expect(east.col).toBe(0);
    expect(west.col).toBe(columnCount(west.row) - 1);
    expect(cellDistance(west, east)).toBeLessThan(65);
    expect(distanceToCell({ latitude: -17, longitude: -179.9999 }, west)).toBeLessThan(11);
  });

  it('has one cell for each pole at any longitude', () => {
    expect(cellOf(90, 12)).toEqual(cellOf(90, -150));
    expect(cellOf(90, 0)).toEqual({ row: rowCount() - 1, col: 0 });
    expect(cellOf(-90, 77)).toEqual({ row: 0, col: 0 });
    // Every cell in the row of a pole touches the pole.
    for (let col = 0; col < columnCount(0); col++) {
      expect(distanceToCell({ latitude: -90, longitude: 5 }, { row: 0, col })).toBeCloseTo(0, 6);
    }
  });

  it('measures how far outside a cell a position is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -89, max: 89, noNaN: true }),
        longitude,
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        (lat, lon, x, y) => {
          const cell = cellOf(lat, lon);
          const position = unproject(cellCentre(cell), x, y);
          const beyond = Math.hypot(Math.max(0, Math.abs(x) - 32), Math.max(0, Math.abs(y) - 32));
          // Parallels bend, increasingly towards the pole: the difference is metres there, centimetres at home.
          expect(Math.abs(distanceToCell(position, cell) - beyond)).toBeLessThan(
            Math.abs(lat) > 80 ? 60 : 0.5,
          );
        },
      ),
    );
  });

  it('agrees with geolib on distances', () => {
    fc.assert(
      fc.property(latitude, longitude, latitude, (a, lon, b) => {
        const cell = cellOf(a, lon);
        const other = cellOf(b, lon);
        const metres = getPreciseDistance(cellCentre(cell), cellCentre(other));
        // geolib's ellipsoid differs from the sphere by up to half a per cent, and its results are whole metres.
        expect(Math.abs(cellDistance(cell, other) - metres)).toBeLessThan(1 + metres * 0.006);
      }),
    );
  });
});
