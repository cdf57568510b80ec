import { z } from 'zod';
import { wireBuilding } from './places';

/** The shapes for the administration of places. */

const PLACE_CHANGE_KINDS = ['import', 'save', 'remove'] as const;
export type PlaceChangeKind = (typeof PLACE_CHANGE_KINDS)[number];

export const wirePlaceChange = z
  .strictObject({
    id: z.number().int(),
    at: z.iso.datetime(),
    kind: z.enum(PLACE_CHANGE_KINDS).describe('`save`: one building or campus was added or replaced.'),
    name: z.string().describe('The name of the imported file, or of the building or campus.'),
    added: z.number().int().describe('The number of buildings.'),
    changed: z.number().int(),
    removed: z.number().int(),
  })
  .meta({ id: 'PlaceChange', description: 'A change of the places; the newest can be undone.' });
export type WirePlaceChange = z.infer<typeof wirePlaceChange>;

/** The parts of a building that an import can change. */
const BUILDING_PARTS = ['name', 'campus', 'boundary'] as const;
export type BuildingPart = (typeof BUILDING_PARTS)[number];

export const wirePreview = z
  .strictObject({
    version: z.number().int().describe('The state of the places; the import sends it back.'),
    added: z.array(wireBuilding),
    changed: z.array(
      z
        .strictObject({ before: wireBuilding, after: wireBuilding, parts: z.array(z.enum(BUILDING_PARTS)) })
        .meta({ id: 'ChangedBuilding' }),
    ),
    removed: z.array(wireBuilding),
    unchanged: z.number().int().describe('The number of buildings of the file that stay as they are.'),
    campuses: z
      .strictObject({ added: z.array(z.string()), changed: z.array(z.string()) })
      .meta({ id: 'ChangedCampuses', description: 'The names of campuses.' }),
    ignored: z.array(z.strictObject({ name: z.string(), count: z.number().int() })).meta({
      description: 'The members of the file that Quad does not use, and how often each occurs.',
    }),
    renamed: z.array(z.strictObject({ name: z.string(), id: z.string(), taken: z.string() })).meta({
      description: 'Buildings with an id that another building of the file has, and their new ids.',
    }),
  })
  .meta({ id: 'PlacesPreview', description: 'What an import would change.' });
export type WirePreview = z.infer<typeof wirePreview>;

export const wireBuildingUse = z
  .strictObject({
    building: wireBuilding,
    people: z.number().int().describe('How many people are online in it now.'),
    bots: z.array(z.string()).describe('The ids of its bots.'),
    channels: z.number().int().describe('The number of channels that belong to it.'),
    messages: z.number().int().describe('The number of messages in its room.'),
  })
  .meta({ id: 'BuildingUse', description: 'A building and what refers to it.' });
export type WireBuildingUse = z.infer<typeof wireBuildingUse>;

export const wireDayCounts = z
  .strictObject({
    from: z.iso.datetime(),
    minutes: z.literal(15).describe('The length of a period.'),
    buildings: z.array(
      z
        .strictObject({
          id: z.string(),
          name: z.string(),
          people: z
            .array(z.number().int().min(5).nullable())
            .describe('The highest count of each period; null below five.'),
        })
        .meta({ id: 'DayOfBuilding' }),
    ),
  })
  .meta({ id: 'BuildingCounts', description: 'How many people buildings had, in the 25 hours from a time.' });
export type WireDayCounts = z.infer<typeof wireDayCounts>;
