import { z } from 'zod';

/** What the map and the lists are drawn from. Places are public; people's positions are never among them. */

const point = z.tuple([z.number(), z.number()]);
const rings = z.array(z.array(point));

/** A boundary as GeoJSON has it (RFC 7946): rings of closed lines, longitude first, holes after their outer ring. */
const outline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Polygon'), coordinates: rings }),
  z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(rings) }),
]);
export type Outline = z.infer<typeof outline>;

export const wireBuilding = z.strictObject({
  id: z.string(),
  name: z.string(),
  campusId: z.string().nullable(),
  /** Degrees; null when nobody has said where it is. */
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  /** Metres. */
  radius: z.number().nullable(),
  boundary: outline.nullable(),
});
export type WireBuilding = z.infer<typeof wireBuilding>;

export const wireCampus = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Degrees, of where its map begins; null when nobody has said. */
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
});
