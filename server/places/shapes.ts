/** Schemas of the shapes in an import: GeoJSON's positions and rings. */
import { z } from 'zod';
import { type Ring, ringArea } from './geometry';
import { crosses } from './validity';

/** More than any campus has, and few enough to read at once. */
export const PLACES_LIMITS = {
  campuses: 1_000,
  buildings: 20_000,
  /** Corners of one building. */
  vertices: 2_000,
  /** Metres; a shape that reaches farther from its centre is not a building. */
  radius: 10_000,
  /** Lawns, paths, waters, trees and entrances of one campus, and the positions of all of them. */
  grounds: 5_000,
  groundPositions: 50_000,
} as const;

export const longitude = z.number().min(-180).max(180);
export const latitude = z.number().min(-90).max(90);

// GeoJSON allows heights; they are dropped.
export const point = z
  .tuple([longitude, latitude], z.number())
  .transform(([lon, lat]): Ring[number] => [lon, lat]);
const ring = z
  .array(point)
  .min(4, 'a ring has at least 4 positions')
  .max(PLACES_LIMITS.vertices)
  .refine((points) => {
    const first = points[0];
    const last = points[points.length - 1];
    return first?.[0] === last?.[0] && first?.[1] === last?.[1];
  }, 'a ring ends where it begins')
  .superRefine((points, context) => {
    if (points.length > PLACES_LIMITS.vertices || Math.abs(ringArea(points)) > 0.01) return;
    // The areas of the two halves of a bow tie cancel out.
    const message = crosses(points) ? 'crosses itself' : 'a ring encloses an area';
    context.addIssue({ code: 'custom', message });
  });
export const rings = z.array(ring).min(1).max(PLACES_LIMITS.vertices);
