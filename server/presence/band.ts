import { CELL_SIZE, inReach, sameCell } from './cells';
import type { PublishedLocation } from './track';

/** How near another person is, as much as anybody is told. */
export type Band = 'here' | 'near' | 'in range';

/**
 * The band of a subject for an observer, from published places only: the same building or cell is 'here',
 * two cells (128 m) at most is 'near'. That the subject is in range is for the caller to know.
 */
export function band(observer: PublishedLocation, subject: PublishedLocation, cellSize = CELL_SIZE): Band {
  if (observer.buildingId !== null && observer.buildingId === subject.buildingId) return 'here';
  if (sameCell(observer.cell, subject.cell)) return 'here';
  return inReach(observer.cell, subject.cell, 2 * cellSize, cellSize) ? 'near' : 'in range';
}
