import { z } from 'zod';
import { accuracy, identifier, latitude, longitude, range } from '@/protocol/fields';
import { wirePlace } from '@/protocol/messages';
import { wireBuildingBot, wireBuildingCount, wireReach } from '@/protocol/places';
import { answered, clientEvent } from './define';
import { EXAMPLE, examplePlace } from './examples';

const placed = answered({ place: wirePlace });
const answer = { ok: true as const, place: examplePlace };

/** The events about the user's own location. */
export const presenceEvents = {
  update_coordinates: clientEvent({
    summary: 'Reports the position of this device.',
    description:
      'It becomes a cell and a building, and is not stored. `not_located`: sharing is off. `implausible_movement`: ' +
      'nobody moves that far in that time; `retryAfter` says when another position will be accepted.',
    sender: 'user',
    scope: 'presence',
    work: 'presence',
    payload: z.strictObject({
      latitude,
      longitude,
      accuracy: accuracy.optional(),
      still: z
        .boolean()
        .optional()
        .describe('This device has not moved since its last report, on any connection.'),
      take: z
        .boolean()
        .optional()
        .describe(
          'Use the position of this device from now on, although another device of the user moved last.',
        ),
    }),
    answer: placed,
    errors: ['not_located', 'implausible_movement'],
    example: { payload: { latitude: 38.7368, longitude: -9.1387, accuracy: 10 }, answer },
  }),
  update_range: clientEvent({
    summary: 'Sets the range within which the user finds others, in metres.',
    sender: 'user',
    scope: 'presence',
    work: 'presence',
    payload: z.strictObject({ range }),
    answer: placed,
    errors: [],
    example: { payload: { range: 200 }, answer: { ok: true, place: { ...examplePlace, range: 200 } } },
  }),
  update_sharing: clientEvent({
    summary: 'Starts or stops sharing the location of the user.',
    sender: 'user',
    scope: 'presence',
    work: 'send',
    payload: z.strictObject({
      sharing: z.boolean(),
      lasting: z
        .union([z.literal(['here', 'off']), z.number().int().min(1).max(1440)])
        .optional()
        .describe(
          'How long: minutes; `here`: until the user leaves this place; `off`: until they turn it off. Without it: while they are connected.',
        ),
    }),
    answer: placed,
    errors: [],
    example: { payload: { sharing: true }, answer },
  }),
  declare_building: clientEvent({
    summary: 'Chooses the building of the user by hand, or withdraws the choice with null.',
    sender: 'user',
    scope: 'presence',
    work: 'send',
    payload: z.strictObject({ building: identifier.nullable() }),
    answer: placed,
    errors: ['not_found', 'not_located', 'implausible_movement'],
    example: {
      payload: { building: EXAMPLE.building },
      answer: { ok: true, place: { ...examplePlace, declared: true } },
    },
  }),
  show_reach: clientEvent({
    summary: "Returns how many people a message to each range, and to the user's building, would reach now.",
    description: 'It counts by the rules by which people are found; blocked people are not counted.',
    sender: 'user',
    scope: 'read',
    work: 'presence',
    payload: z.strictObject({ ranges: z.array(range).max(8) }),
    answer: answered({ reach: wireReach }),
    errors: [],
    example: {
      payload: { ranges: [128, 512] },
      answer: {
        ok: true,
        reach: {
          ranges: [
            { range: 128, people: 14 },
            { range: 512, people: 80 },
          ],
          building: { id: EXAMPLE.building, name: 'Central library', people: 31 },
        },
      },
    },
  }),
  list_building_bots: clientEvent({
    summary: 'Returns the bots of a building that an administrator has authorised.',
    sender: 'user',
    scope: 'read',
    work: 'presence',
    payload: z.strictObject({ building: identifier }),
    answer: answered({ bots: z.array(wireBuildingBot) }),
    errors: [],
    example: {
      payload: { building: EXAMPLE.building },
      answer: { ok: true, bots: [{ id: 'door-bot', name: 'The door', running: true }] },
    },
  }),
  building_counts: clientEvent({
    summary: 'Returns how many people each building has, from five up, and where people talk.',
    description: 'It is counted once per epoch, and the same for every user who asks.',
    sender: 'user',
    scope: 'read',
    work: 'presence',
    payload: z.strictObject({}),
    answer: answered({ at: z.iso.datetime(), buildings: z.array(wireBuildingCount) }),
    errors: [],
    example: {
      payload: {},
      answer: {
        ok: true,
        at: '2026-11-28T09:30:00.000Z',
        buildings: [{ id: EXAMPLE.building, people: 31, talking: true }],
      },
    },
  }),
} as const;
