import { z } from 'zod';
import { wireBuildingName } from '@/protocol/messages';
import { wireBuilding, wireCampus } from '@/protocol/places';
import { defineRoutes } from './define';

const ownBot = z
  .strictObject({
    id: z.string(),
    name: z.string().nullable().describe('What readers see in place of the id.'),
    owner: z.string().describe('A username.'),
    building: wireBuildingName,
    authorised: z.boolean().describe('An administrator allows the bot to run.'),
    running: z.boolean(),
    formerUntil: z.iso.datetime().nullable().describe('Until when the former secret is accepted.'),
  })
  .meta({ id: 'OwnBot' });

export const placeRoutes = defineRoutes({
  'GET /api/v1/places': {
    operationId: 'listPlaces',
    tag: 'Places',
    summary: 'Lists campuses and buildings with their boundaries.',
    caller: 'user',
    scope: null,
    etag: true,
    answers: {
      200: z
        .strictObject({ campuses: z.array(wireCampus), buildings: z.array(wireBuilding) })
        .meta({ id: 'Places' }),
    },
    errors: [],
  },
  'GET /api/v1/bots': {
    operationId: 'listOwnBots',
    tag: 'Places',
    summary: "Lists the caller's own bots.",
    caller: 'user',
    scope: 'bots',
    answers: { 200: z.array(ownBot) },
    errors: [],
  },
});
