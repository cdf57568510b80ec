import { z } from 'zod';
import { wireToken } from '@/protocol/accounts';
import { displayName } from '@/protocol/fields';
import { SCOPES } from '@/protocol/scopes';
import { defineRoutes } from './define';
import { byUuid, done, EXAMPLE } from './shapes';

/** Days until a token expires: the default, and the maximum. */
const TOKEN_DAYS = 90;
const MAX_TOKEN_DAYS = 365;

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .refine((list) => new Set(list).size === list.length, 'must not name a scope twice')
  .meta({ uniqueItems: true });

const newToken = z.strictObject({
  name: displayName,
  scopes,
  days: z.number().int().min(1).max(MAX_TOKEN_DAYS).default(TOKEN_DAYS).describe('Days until it expires.'),
});

const createdToken = z
  .strictObject({
    id: z.uuid(),
    token: z.string().describe('The secret. It is shown this once.'),
    expires: z.iso.datetime(),
  })
  .meta({ id: 'CreatedToken' });

const example = { params: { id: EXAMPLE.token } };

export const tokenRoutes = defineRoutes({
  'GET /api/v1/tokens': {
    operationId: 'listTokens',
    tag: 'Tokens',
    summary: "Lists the caller's API tokens, without their secrets.",
    caller: 'user',
    scope: 'all',
    answers: { 200: z.array(wireToken) },
    errors: [],
  },
  'POST /api/v1/tokens': {
    operationId: 'issueToken',
    tag: 'Tokens',
    summary: 'Creates an API token. Its secret is in this answer only.',
    caller: 'user',
    scope: 'all',
    body: newToken,
    answers: { 201: createdToken },
    errors: ['conflict'],
    example: { body: { name: 'build server', scopes: ['send'], days: 30 } },
  },
  'GET /api/v1/tokens/{id}': {
    operationId: 'showToken',
    tag: 'Tokens',
    summary: "Reads one of the caller's API tokens, without its secret.",
    caller: 'user',
    scope: 'all',
    params: byUuid,
    answers: { 200: wireToken },
    errors: ['not_found'],
    example,
  },
  'DELETE /api/v1/tokens/{id}': {
    operationId: 'revokeToken',
    tag: 'Tokens',
    summary: 'Revokes an API token and disconnects every socket that used it.',
    caller: 'user',
    scope: 'all',
    params: byUuid,
    answers: { 200: done },
    errors: ['not_found'],
    example,
  },
});
