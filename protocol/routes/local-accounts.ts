import { z } from 'zod';
import { displayName } from '@/protocol/fields';
import { email, localUsername, password } from '@/protocol/sign-in';
import { defineRoutes } from './define';
import { done } from './shapes';

export const localAccountRoutes = defineRoutes({
  'POST /api/v1/local-account/register': {
    operationId: 'registerLocalAccount',
    tag: 'Account',
    summary: 'Creates a local account, where the settings allow local accounts.',
    caller: 'anyone',
    scope: null,
    body: z.strictObject({ username: localUsername, name: displayName, email, password }),
    answers: { 200: z.strictObject({ id: z.string() }).meta({ id: 'RegisteredAccount' }) },
    errors: ['forbidden', 'conflict', 'weak_password'],
    example: {
      body: {
        username: 'ana.sample',
        name: 'Ana Sample',
        email: 'ana@example.edu',
        password: 'three blue cats on the roof',
      },
    },
  },
  'POST /api/v1/local-account/password': {
    operationId: 'changePassword',
    tag: 'Account',
    summary: 'Changes the password of the local account and signs every other browser out.',
    caller: 'browser',
    scope: 'all',
    body: z.strictObject({ old: password, new: password }),
    answers: { 200: z.strictObject({ signedOut: z.number().int() }).meta({ id: 'ChangedPassword' }) },
    errors: ['conflict', 'weak_password'],
    example: { body: { old: 'three blue cats on the roof', new: 'four green dogs in the yard' } },
  },
  'POST /api/v1/local-account/delete': {
    operationId: 'deleteLocalAccount',
    tag: 'Account',
    summary: "Erases the caller's account, for ever. The messages stay under a substitute name.",
    caller: 'browser',
    scope: 'all',
    body: z.strictObject({ password }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { body: { password: 'three blue cats on the roof' } },
  },
});
