import { z } from 'zod';
import { cron, wirePlaceOfBot, wirePreview, wireSchedule } from '@/protocol/bots';
import { replayed } from '@/protocol/events/messages';
import { botName, clientMessageId, identifier, messageText, secret, uuid } from '@/protocol/fields';
import { defineRoutes } from './define';
import { pageOf, pageQuery } from './pages';
import { byIdentifier, byUuid, done, EXAMPLE } from './shapes';

const example = { params: { id: 'door-bot' } };
const ofOwners = { tag: 'Places', caller: 'user', scope: 'bots', params: byIdentifier } as const;
const description = "For the bot's owner and administrators.";

const previewed = {
  cron,
  place: uuid.optional().describe('The id of a conversation that the bot is in; its building if not given.'),
};

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
  'GET /api/v1/bots/{id}/places': {
    ...ofOwners,
    operationId: 'listBotPlaces',
    summary: 'Lists the conversations that a bot is in, besides those with one user.',
    description,
    answers: { 200: z.array(wirePlaceOfBot) },
    errors: ['not_found'],
    example,
  },
  'POST /api/v1/bots/{id}/places': {
    ...ofOwners,
    operationId: 'addBotPlace',
    summary: 'Lets a bot hear and send in another building, or in a group or a channel.',
    description: 'Administrators decide for a building, and its owner for a group or a channel.',
    body: z.union([z.strictObject({ building: identifier }), z.strictObject({ conversation: uuid })]),
    answers: { 200: done },
    errors: ['not_found', 'forbidden', 'conflict'],
    example: { ...example, body: { conversation: EXAMPLE.conversation } },
  },
  'DELETE /api/v1/bots/{id}/places/{conversation}': {
    ...ofOwners,
    operationId: 'removeBotPlace',
    summary: 'Takes a conversation from a bot.',
    description: "For the bot's owner, administrators, and the owner of the group or the channel.",
    params: z.object({ id: identifier, conversation: uuid }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { params: { id: 'door-bot', conversation: EXAMPLE.conversation } },
  },
  'GET /api/v1/bots/{id}/schedules': {
    ...ofOwners,
    operationId: 'listBotSchedules',
    summary: 'Lists what a bot sends at times of the clock.',
    description,
    answers: { 200: z.array(wireSchedule) },
    errors: ['not_found'],
    example,
  },
  'POST /api/v1/bots/{id}/schedules': {
    ...ofOwners,
    operationId: 'createBotSchedule',
    summary: 'Makes a bot send a text at times of the clock of the campus.',
    description: `${description} Slots that pass while no node runs, or while the bot is not authorised, are left out, or with \`catchUp\` made up for by one message.`,
    body: z.strictObject({ ...previewed, text: messageText, catchUp: z.boolean().default(false) }),
    answers: { 200: wireSchedule },
    errors: ['not_found', 'forbidden', 'conflict'],
    example: { ...example, body: { cron: '0 12 * * 1-5', text: 'Lunch is ready.' } },
  },
  'POST /api/v1/bots/{id}/schedules/preview': {
    ...ofOwners,
    operationId: 'previewBotSchedule',
    summary:
      'Tells when a schedule would run next, and how many people a message would reach, and does nothing.',
    description,
    body: z.strictObject(previewed),
    answers: { 200: wirePreview },
    errors: ['not_found', 'forbidden'],
    example: { ...example, body: { cron: '0 12 * * 1-5' } },
  },
  'DELETE /api/v1/bot-schedules/{id}': {
    tag: 'Places',
    caller: 'user',
    scope: 'bots',
    params: byUuid,
    operationId: 'deleteBotSchedule',
    summary: 'Deletes a schedule of a bot.',
    description,
    answers: { 200: done },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.token } },
  },
  'POST /api/v1/bot-answers': {
    tag: 'Places',
    operationId: 'answerBotCall',
    summary: 'Answers what a bot heard.',
    description: 'The token is the credential: it answers 5 times within 30 minutes.',
    caller: 'anyone',
    scope: null,
    body: z.strictObject({ token: secret, text: messageText, clientId: clientMessageId.optional() }),
    answers: {
      200: z.strictObject({ id: z.uuid().describe('Of the message.'), replayed }).meta({ id: 'BotAnswer' }),
    },
    errors: ['not_found', 'forbidden', 'conflict'],
    example: { body: { token: `${EXAMPLE.token}.secret`, text: 'Soup.' } },
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
