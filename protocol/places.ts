import { z } from 'zod';

/** The shapes for the map and the lists of places. Places are public; they never contain positions of users. */

const point = z.tuple([z.number(), z.number()]);
const rings = z.array(z.array(point));

const outline = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('Polygon'), coordinates: rings }).meta({ id: 'Polygon' }),
    z
      .strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(rings) })
      .meta({ id: 'MultiPolygon' }),
  ])
  .meta({
    id: 'Boundary',
    description:
      'A boundary as GeoJSON (RFC 7946): rings of closed lines, longitude first, holes after their outer ring.',
  });
export type Outline = z.infer<typeof outline>;

export const wireBuilding = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    campusId: z.string().nullable(),
    latitude: z.number().nullable().describe('Degrees; null when the building has no known place.'),
    longitude: z.number().nullable(),
    radius: z.number().nullable().describe('Metres.'),
    boundary: outline.nullable(),
  })
  .meta({ id: 'Building' });
export type WireBuilding = z.infer<typeof wireBuilding>;

export const wireCampus = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    latitude: z.number().nullable().describe('Degrees, where its map begins; null when unknown.'),
    longitude: z.number().nullable(),
  })
  .meta({ id: 'Campus' });
