import { CELL_METRES, inReach, sameCell } from './cells';
import type { PublishedLocation } from './track';

/** How near another user is. Users learn no more about the distance to each other. */
export type Band = 'here' | 'near' | 'in range';

/**
 * Returns the band of a subject for an observer, from published locations only: the same building or cell is 'here', at
 * most two cells (128 m) is 'near'. The caller must have checked that the subject is in range.
 */
export function band(observer: PublishedLocation, subject: PublishedLocation, cellSize = CELL_METRES): Band {
  if (observer.buildingId !== null && observer.buildingId === subject.buildingId) return 'here';
  if (sameCell(observer.cell, subject.cell)) return 'here';
  return inReach(observer.cell, subject.cell, 2 * cellSize, cellSize) ? 'near' : 'in range';
}
