import { z } from 'zod';
import type { Ground } from '@/protocol/places';
import { PLACES_LIMITS, point, rings } from './shapes';

const area = z.strictObject({ type: z.literal('Polygon'), coordinates: rings });
const line = z.strictObject({
  type: z.literal('LineString'),
  coordinates: z.array(point).min(2).max(PLACES_LIMITS.vertices),
});
const single = z.strictObject({ type: z.literal('Point'), coordinates: point });

const ground = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal(['lawn', 'water']), shape: area }),
  z.strictObject({ kind: z.literal('path'), shape: line, width: z.number().positive().max(100).optional() }),
  z.strictObject({ kind: z.literal(['entrance', 'tree']), shape: single }),
]);

/** The grounds of a campus in an import: strict, because nothing else checks them. */
export const grounds = z
  .array(ground)
  .max(PLACES_LIMITS.grounds)
  .refine(
    (all: Ground[]) => all.reduce((sum, each) => sum + positionsOf(each), 0) <= PLACES_LIMITS.groundPositions,
    `the grounds of a campus have at most ${PLACES_LIMITS.groundPositions} positions`,
  );

function positionsOf({ shape }: Ground): number {
  if (shape.type === 'Point') return 1;
  return shape.type === 'LineString' ? shape.coordinates.length : shape.coordinates.flat().length;
}
