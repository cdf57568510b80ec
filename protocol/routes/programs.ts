import { z } from 'zod';
import { secret } from '@/protocol/fields';
import { deviceRequest, tokenRequest, userCode, wireDeviceCodes, wireTokens } from '@/protocol/oauth';
import { SCOPES } from '@/protocol/scopes';
import { defineRoutes } from './define';
import { done } from './shapes';

const code = z.strictObject({ code: userCode });

/** The sign-in of programs (RFC 8628). */
export const programRoutes = defineRoutes({
  'POST /api/v1/oauth/device-authorization': {
    operationId: 'beginDeviceSignIn',
    tag: 'Programs',
    summary: 'Begins the sign-in of a program, which the user confirms in a browser (RFC 8628).',
    description:
      'Show the user `user_code` and `verification_uri`, and ask for the tokens every `interval` seconds.',
    caller: 'anyone',
    scope: null,
    oauth: true,
    body: deviceRequest,
    answers: { 200: wireDeviceCodes },
    errors: [],
    example: { body: { client_id: 'quad-chat', scope: 'read send presence' } },
  },
  'POST /api/v1/oauth/token': {
    operationId: 'grantTokens',
    tag: 'Programs',
    summary: 'Gives a program its tokens, or renews them.',
    description:
      'A renewal gives a new access token and a new refresh token; the old ones end, and open sockets stay. A refresh token that is used a second time ends the sign-in of the program. With the header `Idempotency-Key` the same renewal can be sent again until its access token is replaced; it has the same answer.',
    caller: 'anyone',
    scope: null,
    oauth: true,
    idempotent: true,
    body: tokenRequest,
    answers: { 200: wireTokens },
    errors: [],
    example: { body: { grant_type: 'refresh_token', refresh_token: 'qr_not-a-token' } },
  },
  'POST /api/v1/oauth/revoke': {
    operationId: 'revokeProgram',
    tag: 'Programs',
    summary: 'Ends the sign-in of a program by its access token or its refresh token (RFC 7009).',
    description: 'The answer is the same for a token that is not valid.',
    caller: 'anyone',
    scope: null,
    oauth: true,
    body: z.strictObject({
      token: secret,
      token_type_hint: z.string().max(64).optional(),
      client_id: z.string().max(240).optional(),
    }),
    answers: { 200: done },
    errors: [],
    example: { body: { token: 'qr_not-a-token' } },
  },
  'POST /api/v1/device-codes/review': {
    operationId: 'reviewDeviceCode',
    tag: 'Programs',
    summary: 'Says which program waits under a code, for the browser that confirms it.',
    caller: 'browser',
    scope: 'all',
    body: code,
    answers: {
      200: z
        .strictObject({
          client: z.string().describe('What the program calls itself.'),
          scopes: z.array(z.enum(SCOPES)),
          at: z.iso.datetime(),
        })
        .meta({ id: 'WaitingProgram' }),
    },
    errors: ['not_found'],
    example: { body: { code: 'BCDF-GHJK' } },
  },
  'POST /api/v1/device-codes/answer': {
    operationId: 'answerDeviceCode',
    tag: 'Programs',
    summary: 'Allows or refuses the sign-in of the program that waits under a code.',
    caller: 'browser',
    scope: 'all',
    body: code.extend({ allow: z.boolean() }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { body: { code: 'BCDF-GHJK', allow: true } },
  },
});
