import { z } from 'zod';
import { firstMessages, wireProfile, wireSignIn } from '@/protocol/accounts';
import { about, displayName, identifier } from '@/protocol/fields';
import { wireOwnLookup, wireVisibility } from '@/protocol/lookups';
import { SCOPES } from '@/protocol/scopes';
import { password } from '@/protocol/sign-in';
import { defineRoutes } from './define';
import { byUuid, done } from './shapes';

export const accountRoutes = defineRoutes({
  'GET /api/v1/me': {
    operationId: 'showMe',
    tag: 'Account',
    summary: 'Returns the identity of the caller, and what their credential allows.',
    caller: 'user',
    scope: null,
    answers: {
      200: z
        .strictObject({
          id: z.string().describe('The username.'),
          name: z.string(),
          administrator: z.boolean(),
          guest: z.boolean(),
          scopes: z
            .union([z.array(z.enum(SCOPES)), z.literal('all')])
            .describe('What the credential of the request allows.'),
          expires: z.iso.datetime().nullable().describe('When the credential expires; null for never.'),
        })
        .meta({ id: 'Me' }),
    },
    errors: [],
    example: {
      answer: {
        id: 'ist1100001',
        name: 'Ana Sample',
        administrator: false,
        guest: false,
        scopes: ['read', 'send'],
        expires: '2026-12-31T10:00:00.000Z',
      },
    },
  },
  'GET /api/v1/me/visibility': {
    operationId: 'showVisibility',
    tag: 'Account',
    summary: 'Shows how the people who see the caller now see the caller.',
    caller: 'user',
    scope: 'read',
    answers: { 200: wireVisibility },
    errors: [],
  },
  'GET /api/v1/me/lookups': {
    operationId: 'listOwnLookups',
    tag: 'Account',
    summary: 'Lists which administrators looked the caller up, the newest first.',
    caller: 'user',
    scope: 'all',
    answers: { 200: z.array(wireOwnLookup) },
    errors: [],
  },
  'GET /api/v1/me/export': {
    operationId: 'exportData',
    tag: 'Account',
    summary: 'Exports everything that Quad stores about the caller, as a file.',
    caller: 'user',
    scope: 'all',
    answers: {
      200: {
        file: z
          .looseObject({ format: z.literal('quad-export'), version: z.literal(1), at: z.iso.datetime() })
          .meta({ id: 'DataExport' }),
      },
    },
    errors: [],
  },
  'POST /api/v1/me/erase': {
    operationId: 'eraseAccount',
    tag: 'Account',
    summary: "Erases the caller's account, for ever.",
    description:
      'The messages stay under a substitute name (`keep`), or are deleted. `password` is required of a user with a local account.',
    caller: 'user',
    scope: 'all',
    body: z.strictObject({
      username: identifier.describe("The caller's own username, typed once more."),
      messages: z.enum(['keep', 'delete']).default('keep'),
      password: password.optional(),
    }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { body: { username: 'ist1100001', messages: 'keep' } },
  },
  'GET /api/v1/profile': {
    operationId: 'showProfile',
    tag: 'Account',
    summary: "Reads the caller's profile.",
    caller: 'user',
    scope: 'all',
    answers: { 200: wireProfile },
    errors: [],
  },
  'POST /api/v1/profile': {
    operationId: 'updateProfile',
    tag: 'Account',
    summary:
      'Sets who can find the caller by search, who can send a first message, what others are told of the caller, the name of a local account, and what the caller writes about themselves. What is left out stays.',
    description:
      'The `name` of a user who signs in with a provider is the one that the provider gives. Guests write nothing about themselves. Whoever turns `receipts` or `typing` off is told nothing of this kind of others, either.',
    caller: 'user',
    scope: 'all',
    body: z.strictObject({
      searchable: z.boolean().optional(),
      firstMessages: firstMessages.optional(),
      about: about.nullable().optional(),
      name: displayName.optional(),
      receipts: z.boolean().optional(),
      typing: z.boolean().optional(),
    }),
    answers: { 200: done },
    errors: [],
    example: { body: { searchable: true, firstMessages: 'channels' } },
  },
  'GET /api/v1/sign-ins': {
    operationId: 'listSignIns',
    tag: 'Account',
    summary: 'Lists the browsers where the caller is signed in.',
    caller: 'user',
    scope: 'all',
    answers: { 200: z.array(wireSignIn) },
    errors: [],
  },
  'DELETE /api/v1/sign-ins/{id}': {
    operationId: 'endSignIn',
    tag: 'Account',
    summary: 'Signs the caller out in one browser and disconnects its sockets.',
    caller: 'user',
    scope: 'all',
    params: byUuid,
    answers: { 200: done },
    errors: ['not_found'],
    example: { params: { id: '6ba7b810-9dad-41d1-80b4-00c04fd430c8' } },
  },
  'POST /api/v1/sign-out-others': {
    operationId: 'endOtherSignIns',
    tag: 'Account',
    summary: 'Signs the caller out in every browser but the one that calls.',
    caller: 'user',
    scope: 'all',
    answers: { 200: z.strictObject({ ended: z.number().int() }).meta({ id: 'EndedSignIns' }) },
    errors: [],
  },
  'POST /api/v1/sign-out': {
    operationId: 'signOut',
    tag: 'Account',
    summary: 'Ends the sign-in of the browser that calls and disconnects its sockets.',
    caller: 'browser',
    scope: 'all',
    answers: {
      200: z
        .strictObject({
          ok: z.literal(true),
          provider: z
            .enum(['fenix', 'oidc'])
            .nullable()
            .describe('The provider where the browser still has a session.'),
        })
        .meta({ id: 'SignedOut' }),
    },
    errors: [],
  },
  'POST /api/v1/socket-ticket': {
    operationId: 'createTicket',
    tag: 'Account',
    summary: 'Creates a ticket that opens one socket, within 30 seconds.',
    description: 'A program with a ticket never sends its token on the socket.',
    caller: 'user',
    scope: 'read',
    answers: {
      200: z
        .strictObject({ ticket: z.string(), expiresIn: z.number().int().describe('Seconds.') })
        .meta({ id: 'SocketTicket' }),
    },
    errors: [],
  },
});
