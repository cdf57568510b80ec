import { z } from 'zod';

/** The shapes for the map and the lists of places. Places are public; they never contain positions of users. */

const point = z.tuple([z.number(), z.number()]);
const rings = z.array(z.array(point));

const polygon = z.strictObject({ type: z.literal('Polygon'), coordinates: rings }).meta({ id: 'Polygon' });
const multiPolygon = z
  .strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(rings) })
  .meta({ id: 'MultiPolygon' });

const outline = z.discriminatedUnion('type', [polygon, multiPolygon]).meta({
  id: 'Boundary',
  description:
    'A boundary as GeoJSON (RFC 7946): rings of closed lines, longitude first, holes after their outer ring.',
});
export type Outline = z.infer<typeof outline>;

/** The boundary of a building as an administrator gives it. */
export const buildingShape = z
  .discriminatedUnion('type', [
    polygon,
    multiPolygon,
    z
      .strictObject({
        type: z.literal('Circle'),
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        radius: z.number().positive().max(5_000).describe('Metres.'),
      })
      .meta({ id: 'Circle' }),
  ])
  .meta({ id: 'BuildingShape' });
export type BuildingShape = z.infer<typeof buildingShape>;

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

export const wireBuildingCount = z
  .strictObject({
    id: z.string(),
    people: z.number().int().min(5),
    talking: z.boolean().describe('A person wrote in the room of the building within the last ten minutes.'),
  })
  .meta({ id: 'BuildingCount', description: 'A building with five people or more.' });
export type WireBuildingCount = z.infer<typeof wireBuildingCount>;

export const wireBuildingBot = z
  .strictObject({
    id: z.string(),
    name: z.string().nullable(),
    running: z.boolean().describe('Its program is connected.'),
  })
  .meta({ id: 'BuildingBot' });
export type WireBuildingBot = z.infer<typeof wireBuildingBot>;

export const wireReach = z
  .strictObject({
    ranges: z.array(
      z
        .strictObject({
          range: z.number().describe('Metres, as asked.'),
          people: z.number().int().nullable().describe('Null while the user does not share a location.'),
        })
        .meta({ id: 'ReachOfRange' }),
    ),
    building: z
      .strictObject({
        id: z.string(),
        name: z.string(),
        people: z.number().int().describe('Besides the user. There may be others whom the user may not see.'),
      })
      .nullable()
      .describe("The user's building."),
  })
  .meta({ id: 'Reach', description: 'How many people a message would reach.' });
export type WireReach = z.infer<typeof wireReach>;

const ground = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal(['lawn', 'water']),
      shape: z.strictObject({ type: z.literal('Polygon'), coordinates: rings }),
    }),
    z.strictObject({
      kind: z.literal('path'),
      shape: z.strictObject({ type: z.literal('LineString'), coordinates: z.array(point) }),
      width: z.number().optional().describe('Metres.'),
    }),
    z.strictObject({
      kind: z.literal(['entrance', 'tree']),
      shape: z.strictObject({ type: z.literal('Point'), coordinates: point }),
    }),
  ])
  .meta({ id: 'Ground', description: 'What a map draws of a campus besides its buildings, as GeoJSON.' });
export type Ground = z.infer<typeof ground>;

export const wireCampus = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    latitude: z.number().nullable().describe('Degrees, where its map begins; null when unknown.'),
    longitude: z.number().nullable(),
    grounds: z.array(ground),
  })
  .meta({ id: 'Campus' });
export type WireCampus = z.infer<typeof wireCampus>;
