import { z } from 'zod';
import { displayName, secret } from '@/protocol/fields';
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
  'POST /api/v1/local-account/forgot': {
    operationId: 'requestPasswordReset',
    tag: 'Account',
    summary: 'Mails a link that sets a new password to the owner of a local account, where e-mail is set up.',
    description: 'The answer is the same for an account that does not exist.',
    caller: 'anyone',
    scope: null,
    body: z.strictObject({ username: z.string().trim().toLowerCase().min(1).max(64) }),
    answers: { 200: done },
    errors: ['forbidden'],
    example: { body: { username: 'ana.sample' } },
  },
  'POST /api/v1/local-account/reset': {
    operationId: 'resetForgottenPassword',
    tag: 'Account',
    summary: 'Sets a new password with the code of a mailed link, and ends all sign-ins of the user.',
    caller: 'anyone',
    scope: null,
    body: z.strictObject({ code: secret, password }),
    answers: { 200: z.strictObject({ signedOut: z.number().int() }).meta({ id: 'ChangedPassword' }) },
    errors: ['not_found', 'weak_password'],
    example: { body: { code: 'qp_not-a-code', password: 'four green dogs in the yard' } },
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
  'POST /api/v1/local-account/email': {
    operationId: 'changeEmail',
    tag: 'Account',
    summary: 'Mails a link to another e-mail address of the local account, or to the present one.',
    description:
      'The account gets the address, verified, when the link is opened; the former address is told. Where no e-mail is set up, it gets the address at once.',
    caller: 'browser',
    scope: 'all',
    body: z.strictObject({ email, password }),
    answers: {
      200: z
        .strictObject({ mailed: z.boolean().describe('False: the account has the address now.') })
        .meta({ id: 'ChangedEmail' }),
    },
    errors: [],
    example: { body: { email: 'ana@example.org', password: 'three blue cats on the roof' } },
  },
  'POST /api/v1/local-account/verify-email': {
    operationId: 'verifyEmail',
    tag: 'Account',
    summary: 'Verifies an e-mail address with the code of a mailed link.',
    caller: 'anyone',
    scope: null,
    body: z.strictObject({ code: secret }),
    answers: { 200: done },
    errors: ['not_found'],
    example: { body: { code: 'qe_not-a-code' } },
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
