import { z } from 'zod';
import { displayName, secret } from './fields';
import { DEVICE_GRANT, GUEST_GRANT } from './oauth-grants';
import { SCOPES } from './scopes';
import { MAX_GUEST_NAME, password } from './sign-in';

/** The errors of the routes by which programs sign in (RFC 6749 5.2, RFC 8628 3.5). */
const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_grant',
  'invalid_scope',
  'access_denied',
  'authorization_pending',
  'slow_down',
  'expired_token',
] as const;
export type OAuthError = (typeof OAUTH_ERRORS)[number];

export const wireOAuthError = z
  .strictObject({
    error: z.enum(OAUTH_ERRORS).describe('Programs decide by this.'),
    error_description: z.string().describe('What happened and what to do next, for people.'),
  })
  .meta({ id: 'OAuthError', description: 'An error in the shape of OAuth 2.0.' });

const client = displayName
  .refine((text) => [...text].length <= 60, 'must be at most 60 characters')
  .describe('What the program calls itself; the user sees it.');

/** The scopes that a program gets if it names none. */
export const DEFAULT_SCOPE = 'read send presence';

const scope = z
  .string()
  .regex(
    new RegExp(`^(${SCOPES.join('|')})( (${SCOPES.join('|')}))*$`),
    `must be scopes with blanks between them: ${SCOPES.join(', ')}`,
  )
  .max(64)
  .describe(`Scopes with blanks between them; \`${DEFAULT_SCOPE}\` if not given.`);

/** Requests the codes of a sign-in that a browser confirms (RFC 8628 3.1). */
export const deviceRequest = z.strictObject({ client_id: client, scope: scope.optional() });

export const wireDeviceCodes = z
  .strictObject({
    device_code: z.string().describe('The secret with which the program asks for its tokens.'),
    user_code: z.string().describe('What the user types at `verification_uri`.'),
    verification_uri: z.string(),
    verification_uri_complete: z.string().describe('The same page, with the code filled in.'),
    expires_in: z.number().int().describe('Seconds.'),
    interval: z.number().int().describe('Seconds that the program waits between two questions.'),
  })
  .meta({ id: 'DeviceCodes' });

/** Requests the tokens of a program. */
export const tokenRequest = z.discriminatedUnion('grant_type', [
  z.strictObject({
    grant_type: z.literal(DEVICE_GRANT).describe('A browser has confirmed the sign-in.'),
    device_code: secret,
    client_id: client,
  }),
  z.strictObject({
    grant_type: z.literal('refresh_token').describe('Renews the tokens; the old ones end.'),
    refresh_token: secret,
    client_id: client.optional(),
  }),
  z.strictObject({
    grant_type: z.literal('password').describe('For local accounts, where the settings allow them.'),
    username: z.string().trim().toLowerCase().max(64),
    password,
    client_id: client,
    scope: scope.optional(),
  }),
  z.strictObject({
    grant_type: z.literal(GUEST_GRANT).describe('For guests, where the settings allow them.'),
    name: displayName.refine(
      (name) => [...name].length <= MAX_GUEST_NAME,
      `must be at most ${MAX_GUEST_NAME} characters`,
    ),
    client_id: client,
    scope: scope.optional(),
  }),
]);
export type TokenRequest = z.output<typeof tokenRequest>;

export const wireTokens = z
  .strictObject({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.number().int().describe('Seconds.'),
    refresh_token: z.string().describe('Renews both tokens, once.'),
    scope: z.string(),
  })
  .meta({ id: 'ProgramTokens' });
export type WireTokens = z.infer<typeof wireTokens>;

/** What a user types to confirm the sign-in of a program: eight letters, in any case, with anything between them. */
export const userCode = z
  .string()
  .max(32)
  .transform((text) => text.toUpperCase().replace(/[^A-Z]/g, ''))
  .refine((code) => code.length === 8, 'must have eight letters')
  .meta({ description: 'Eight letters, in any case.' });
