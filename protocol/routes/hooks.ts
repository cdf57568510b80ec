import { z } from 'zod';
import { botName } from '@/protocol/fields';
import { hookCall } from '@/protocol/hooks';
import { defineRoutes } from './define';
import { byIdentifier, byUuid, done, EXAMPLE } from './shapes';

const ofBots = { tag: 'Places', caller: 'user', scope: 'bots', params: byIdentifier } as const;
const ofHooks = { tag: 'Places', caller: 'user', scope: 'bots', params: byUuid } as const;
const description = "For the bot's owner and administrators.";
const example = { params: { id: EXAMPLE.token } };
const path = z
  .string()
  .describe('The path on this Quad that programs post to. It contains the secret and is shown only here.');
const formerUntil = z.iso.datetime().nullable().describe('Until when the former secret is accepted.');

export const hookRoutes = defineRoutes({
  'GET /api/v1/bots/{id}/hooks': {
    ...ofBots,
    operationId: 'listHooks',
    summary: 'Lists the webhooks of a bot with their last 20 calls.',
    description,
    answers: {
      200: z.array(
        z
          .strictObject({ id: z.uuid(), name: z.string(), formerUntil, calls: z.array(hookCall) })
          .meta({ id: 'Hook' }),
      ),
    },
    errors: ['not_found'],
    example: { params: { id: 'door-bot' } },
  },
  'POST /api/v1/bots/{id}/hooks': {
    ...ofBots,
    operationId: 'createHook',
    summary: 'Creates a webhook: a path that other programs post messages of the bot to.',
    description,
    body: z.strictObject({ name: botName }),
    answers: { 200: z.strictObject({ id: z.uuid(), path }).meta({ id: 'NewHook' }) },
    errors: ['not_found', 'conflict'],
    example: { params: { id: 'door-bot' }, body: { name: 'Builds' } },
  },
  'POST /api/v1/hooks/{id}/secret': {
    ...ofHooks,
    operationId: 'replaceHookSecret',
    summary: 'Gives a webhook a new path. The former one is accepted for a while.',
    description,
    body: z.strictObject({ overlapHours: z.number().int().min(0).max(168).default(24) }),
    answers: { 200: z.strictObject({ path, formerUntil }).meta({ id: 'NewHookSecret' }) },
    errors: ['not_found'],
    example: { ...example, body: { overlapHours: 24 } },
  },
  'DELETE /api/v1/hooks/{id}': {
    ...ofHooks,
    operationId: 'deleteHook',
    summary: 'Deletes a webhook. The messages that it sent stay.',
    description,
    answers: { 200: done },
    errors: ['not_found'],
    example,
  },
});
