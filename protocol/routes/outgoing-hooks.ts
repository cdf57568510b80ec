import { z } from 'zod';
import { botName, uuid } from '@/protocol/fields';
import { HEARS, outgoingHook } from '@/protocol/outgoing-hooks';
import { defineRoutes } from './define';
import { byIdentifier, byUuid, done, EXAMPLE } from './shapes';

const ofBots = { tag: 'Places', caller: 'user', scope: 'bots', params: byIdentifier } as const;
const ofHooks = { tag: 'Places', caller: 'user', scope: 'bots', params: byUuid } as const;
const description = "For the bot's owner and administrators.";
const withHearing = `${description} \`hears: "messages"\`, and the URL of a webhook that hears so, are for administrators.`;
const example = { params: { id: EXAMPLE.token } };
const url = z.string().min(1).max(2_048).describe('An `https:` URL of a public host.');
const hears = z
  .enum(HEARS)
  .describe('`mentions` of the bot and answers to it, or all `messages` of people in its building.');
const secret = z.string().describe('The key that signs, as Standard Webhooks has it. It is shown only here.');

export const outgoingHookRoutes = defineRoutes({
  'GET /api/v1/bots/{id}/outgoing-hooks': {
    ...ofBots,
    operationId: 'listOutgoingHooks',
    summary: 'Lists the outgoing webhooks of a bot with their last 20 events.',
    description,
    answers: { 200: z.array(outgoingHook) },
    errors: ['not_found'],
    example: { params: { id: 'door-bot' } },
  },
  'POST /api/v1/bots/{id}/outgoing-hooks': {
    ...ofBots,
    operationId: 'createOutgoingHook',
    summary: 'Creates a webhook: a URL that Quad calls when the bot hears something.',
    description: withHearing,
    body: z.strictObject({ name: botName, url, hears: hears.default('mentions') }),
    answers: { 200: z.strictObject({ id: z.uuid(), secret }).meta({ id: 'NewOutgoingHook' }) },
    errors: ['not_found', 'conflict'],
    example: {
      params: { id: 'door-bot' },
      body: { name: 'Menu', url: 'https://menu.example.edu/quad', hears: 'mentions' },
    },
  },
  'POST /api/v1/outgoing-hooks/{id}/settings': {
    ...ofHooks,
    operationId: 'updateOutgoingHook',
    summary: 'Changes an outgoing webhook, or switches it off or on.',
    description: `${withHearing} One that is switched on hears what is said from then on.`,
    body: z.strictObject({ url: url.optional(), hears: hears.optional(), on: z.boolean().optional() }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { ...example, body: { on: true } },
  },
  'POST /api/v1/outgoing-hooks/{id}/secret': {
    ...ofHooks,
    operationId: 'replaceOutgoingSecret',
    summary: 'Gives an outgoing webhook a new secret. The former one signs, too, for a while.',
    description,
    body: z.strictObject({ overlapHours: z.number().int().min(0).max(168).default(24) }),
    answers: {
      200: z
        .strictObject({
          secret,
          formerUntil: z.iso.datetime().nullable().describe('Until when the former secret signs, too.'),
        })
        .meta({ id: 'NewOutgoingSecret' }),
    },
    errors: ['not_found'],
    example: { ...example, body: { overlapHours: 24 } },
  },
  'POST /api/v1/outgoing-hooks/{id}/replay': {
    ...ofHooks,
    operationId: 'replayEvent',
    summary: 'Sends an event of an outgoing webhook once more, under the same id.',
    description,
    body: z.strictObject({ event: uuid }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { ...example, body: { event: EXAMPLE.message } },
  },
  'DELETE /api/v1/outgoing-hooks/{id}': {
    ...ofHooks,
    operationId: 'deleteOutgoingHook',
    summary: 'Deletes an outgoing webhook with its events.',
    description,
    answers: { 200: done },
    errors: ['not_found'],
    example,
  },
});
