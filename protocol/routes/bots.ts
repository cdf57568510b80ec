import { z } from 'zod';
import { botName } from '@/protocol/fields';
import { defineRoutes } from './define';
import { pageOf, pageQuery } from './pages';
import { byIdentifier, done } from './shapes';

const example = { params: { id: 'door-bot' } };
const ofOwners = { tag: 'Places', caller: 'user', scope: 'bots', params: byIdentifier } as const;
const description = "For the bot's owner and administrators.";

export const botRoutes = defineRoutes({
  'POST /api/v1/bots/{id}/secret': {
    ...ofOwners,
    operationId: 'replaceBotSecret',
    summary: 'Gives a bot a new secret, shown once. The former one is accepted for a while.',
    description,
    body: z.strictObject({
      overlapHours: z
        .number()
        .int()
        .min(0)
        .max(168)
        .default(24)
        .describe("0: the former secret, the bot's tokens and its connection end now."),
    }),
    answers: {
      200: z
        .strictObject({
          pass: z.string(),
          formerUntil: z.iso.datetime().nullable().describe('Until when the former secret is accepted.'),
        })
        .meta({ id: 'NewBotSecret' }),
    },
    errors: ['not_found'],
    example: { ...example, body: { overlapHours: 24 } },
  },
  'POST /api/v1/bots/{id}/name': {
    ...ofOwners,
    operationId: 'renameBot',
    summary: 'Gives a bot a name, which readers see in place of its id.',
    description,
    body: z.strictObject({ name: botName.nullable().describe('Null removes the name.') }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { ...example, body: { name: 'The door' } },
  },
  'DELETE /api/v1/bots/{id}': {
    ...ofOwners,
    operationId: 'deleteBot',
    summary: 'Deletes a bot and disconnects it. Its messages stay.',
    description,
    answers: { 200: done },
    errors: ['not_found'],
    example,
  },
  'GET /api/v1/bots/{id}/messages': {
    ...ofOwners,
    operationId: 'listBotMessages',
    summary: 'Lists the messages of a bot, the newest first.',
    description,
    query: pageQuery,
    answers: {
      200: pageOf(
        z.strictObject({ id: z.uuid(), at: z.iso.datetime(), text: z.string() }).meta({ id: 'BotMessage' }),
        'BotMessagePage',
      ),
    },
    errors: ['not_found'],
    example,
  },
});
