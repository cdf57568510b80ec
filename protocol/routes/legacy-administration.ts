import { z } from 'zod';
import { displayName, identifier, latitude, longitude, radius, secret } from '@/protocol/fields';
import { defineRoutes } from './define';
import { buildings, emptyList, ids } from './legacy-shapes';
import { byIdentifier } from './shapes';

const token = secret.optional().describe("The caller's API token, if no `Authorization` header shows it.");

const onlineUser = z
  .strictObject({
    id: z.string().describe('The username.'),
    name: z.string(),
    online: z.literal(1),
    b_id: z.string().nullable().describe('The id of the building.'),
    radious: z.number().describe('The range, in metres.'),
    declared: z.boolean().describe('The user chose the building by hand.'),
  })
  .meta({ id: 'LegacyOnlineUser' });

const timestamp = z.string();
const userActivity = z.strictObject({ timestamp, message: z.string() }).meta({ id: 'LegacyUserActivity' });
const buildingActivity = z
  .strictObject({ bot_id: z.string(), timestamp, message: z.string() })
  .meta({ id: 'LegacyBuildingActivity' });

const ofBuilding = { params: { id: 'central' } };

export const legacyAdministrationRoutes = defineRoutes({
  'POST /API/admin/buildings/add': {
    operationId: 'legacyAddBuilding',
    tag: 'Legacy: administration',
    summary: 'Adds a round building, or replaces the building with that id.',
    caller: 'administrator',
    scope: 'admin',
    body: z.strictObject({ id: identifier, name: displayName, latitude, longitude, radious: radius, token }),
    answers: { 200: emptyList },
    errors: [],
    example: {
      body: { id: 'pavilion', name: 'Pavilion', latitude: 38.7368, longitude: -9.1387, radious: 30 },
    },
  },
  'GET /API/admin/buildings/show': {
    operationId: 'legacyShowBuildings',
    tag: 'Legacy: administration',
    summary: 'Lists the buildings.',
    caller: 'administrator',
    scope: 'admin',
    answers: { 200: buildings },
    errors: [],
  },
  'GET /API/admin/users/show': {
    operationId: 'legacyListUsers',
    tag: 'Legacy: administration',
    summary: 'Lists all users.',
    caller: 'administrator',
    scope: 'admin',
    answers: { 200: ids },
    errors: [],
  },
  'GET /API/admin/users/show/online': {
    operationId: 'legacyListOnline',
    tag: 'Legacy: administration',
    summary: 'Lists who is online, and in which building.',
    caller: 'administrator',
    scope: 'admin',
    answers: { 200: z.array(onlineUser) },
    errors: [],
  },
  'GET /API/admin/users/show/building/{id}': {
    operationId: 'legacyListOnlineInBuilding',
    tag: 'Legacy: administration',
    summary: 'Lists who is online in a building.',
    caller: 'administrator',
    scope: 'admin',
    params: byIdentifier,
    answers: { 200: ids },
    errors: ['not_found'],
    example: ofBuilding,
  },
  'GET /API/admin/logs/show/user/{id}': {
    operationId: 'legacyShowUserActivity',
    tag: 'Legacy: administration',
    summary: 'Lists the newest ten activities of a user.',
    caller: 'administrator',
    scope: 'admin',
    params: byIdentifier,
    answers: { 200: z.array(userActivity) },
    errors: ['not_found'],
    example: { params: { id: 'ist1100001' } },
  },
  'GET /API/admin/logs/show/building/{id}': {
    operationId: 'legacyShowBuildingActivity',
    tag: 'Legacy: administration',
    summary: 'Lists the newest ten messages of bots in a building.',
    caller: 'administrator',
    scope: 'admin',
    params: byIdentifier,
    answers: { 200: z.array(buildingActivity) },
    errors: ['not_found'],
    example: ofBuilding,
  },
  'POST /API/admin/bots/update/auth': {
    operationId: 'legacyAuthoriseBot',
    tag: 'Legacy: administration',
    summary: 'Authorises a bot, or withdraws the authorisation, which disconnects the bot.',
    caller: 'administrator',
    scope: 'admin',
    body: z.strictObject({
      id: identifier,
      state: z
        .union([z.boolean(), z.literal([0, 1]), z.literal(['0', '1'])])
        .transform((s) => s === true || s === 1 || s === '1'),
      token,
    }),
    answers: { 200: emptyList },
    errors: ['not_found'],
    example: { body: { id: 'door-bot', state: 1 } },
  },
  'GET /API/admin/bots/show/auth/{state}': {
    operationId: 'legacyListBots',
    tag: 'Legacy: administration',
    summary: 'Lists the bots that are authorised (1), or that are not (0).',
    caller: 'administrator',
    scope: 'admin',
    params: z.object({
      state: z.enum(['0', '1'], 'must be 0 or 1').transform((state) => state === '1'),
    }),
    answers: { 200: ids },
    errors: [],
    example: { params: { state: '1' } },
  },
});
