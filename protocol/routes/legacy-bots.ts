import { z } from 'zod';
import { identifier, messageText, secret } from '@/protocol/fields';
import { defineRoutes } from './define';
import { buildings } from './legacy-shapes';
import { byIdentifier } from './shapes';

const botState = z
  .strictObject({
    available: z.literal([0, 1]).describe('1: the bot may start.'),
    state: z.string().describe('The same in words.'),
    new: z.literal(1).optional().describe('There is no such bot.'),
    auth: z.literal(0).optional().describe('The bot is not authorised.'),
  })
  .meta({ id: 'LegacyBotState' });

const example = { params: { id: 'door-bot' } };

export const legacyBotRoutes = defineRoutes({
  'GET /API/bot/check/{id}': {
    operationId: 'legacyCheckBot',
    tag: 'Legacy: bots',
    summary: 'Returns whether a bot may start.',
    caller: 'anyone',
    scope: null,
    params: byIdentifier,
    answers: { 200: botState },
    errors: [],
    example,
  },
  'GET /API/bot/show/buildings': {
    operationId: 'legacyListBuildings',
    tag: 'Legacy: bots',
    summary: 'Lists the buildings that a bot can be for.',
    caller: 'anyone',
    scope: null,
    answers: { 200: buildings },
    errors: [],
  },
  'POST /API/bot/register': {
    operationId: 'legacyRegisterBot',
    tag: 'Legacy: bots',
    summary: 'Registers a bot of the caller for a building. Its secret is in this answer only.',
    caller: 'user',
    scope: 'bots',
    body: z.strictObject({
      id: identifier,
      b_id: identifier.describe('The id of the building.'),
      token: secret.optional().describe("The caller's API token, if no `Authorization` header shows it."),
    }),
    answers: { 200: z.strictObject({ pass: z.string() }).meta({ id: 'LegacyBotSecret' }) },
    errors: ['not_found', 'conflict'],
    example: { body: { id: 'door-bot', b_id: 'central' } },
  },
  'POST /API/bot/auth': {
    operationId: 'legacyAuthenticateBot',
    tag: 'Legacy: bots',
    summary: 'Exchanges the secret of an authorised bot for a token that lasts a day.',
    caller: 'anyone',
    scope: null,
    body: z.strictObject({ id: identifier, pass: z.string().max(512).describe('The secret.') }),
    answers: {
      200: z
        .union([
          z.strictObject({ auth: z.literal(1), token: z.string() }),
          z
            .strictObject({ auth: z.literal(0) })
            .describe('No such bot, another secret, or the bot is not authorised.'),
        ])
        .meta({ id: 'LegacyBotToken' }),
    },
    errors: [],
    example: { body: { id: 'door-bot', pass: 'the secret of the bot' } },
  },
  'POST /API/bot/message': {
    operationId: 'legacySendBotMessage',
    tag: 'Legacy: bots',
    summary: 'Sends a message of a bot to everybody in its building.',
    description: 'For a bot that is unknown or not authorised, the answer is its state, and nothing is sent.',
    caller: 'bot',
    scope: null,
    body: z.strictObject({
      id: identifier.describe('The id of the bot.'),
      message: messageText,
      token: secret.optional().describe("The bot's token, if no `Authorization` header shows it."),
      pass: secret.optional().describe("The bot's secret, in place of a token."),
    }),
    answers: { 200: botState },
    errors: ['forbidden'],
    example: { body: { id: 'door-bot', message: 'The door is open.' } },
  },
});
