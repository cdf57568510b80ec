import { z } from 'zod';
import { searchQuery } from './events/log';
import { address } from './events/messages';
import {
  accuracy,
  clientMessageId,
  displayName,
  identifier,
  latitude,
  longitude,
  messageText,
  note,
  radius,
  range,
  secret,
  uuid,
} from './fields';
import { messageContent } from './messages';
import { SCOPES } from './scopes';
import { password } from './sign-in';

/**
 * Bodies of the routes that the original served, under /API. Objects are strict: an unknown field is an error.
 * Bodies of users carry `id` and `token`; where a session of the browser or a Bearer header says who it is, they may be left out.
 */
const caller = { id: identifier.optional(), token: secret.optional() };

const position = { latitude, longitude, accuracy: accuracy.optional() };

const users = z.union([
  z.array(identifier).min(1).max(1000),
  z
    .string()
    .max(70_000)
    .transform((text) =>
      text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean),
    )
    .pipe(z.array(identifier).min(1).max(1000)),
]);

const ownRange = z.strictObject({ ...caller, radious: range });
/** The original's client sent a list of such objects; the last one counts. */
const ownRanges = z
  .array(ownRange)
  .min(1)
  .max(100)
  .refine((list) => list.every(({ id, token }) => id === list[0]?.id && token === list[0]?.token), {
    message: 'must all be of the same user',
  })
  .transform((list) => list.at(-1) as z.infer<typeof ownRange>);

export const original = {
  'user/update/coordinates': z.strictObject({ ...caller, ...position }),
  'user/update/range': z.union([ownRange, ownRanges]),
  'user/show/building': z.strictObject(caller),
  'user/show/range': z.strictObject({ ...caller, ...position, radious: range }),
  'user/message/send': z.strictObject({
    ...caller,
    users,
    message: messageText,
    client_id: clientMessageId.optional(),
  }),
  'user/message/receive': z.strictObject({ ...caller, socket_id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) }),
  'bot/register': z.strictObject({ id: identifier, b_id: identifier, token: secret.optional() }),
  'bot/auth': z.strictObject({ id: identifier, pass: z.string().max(512) }),
  'bot/message': z.strictObject({
    id: identifier,
    message: messageText,
    token: secret.optional(),
    pass: secret.optional(),
  }),
  'admin/buildings/add': z.strictObject({
    id: identifier,
    name: displayName,
    latitude,
    longitude,
    radious: radius,
    token: secret.optional(),
  }),
  'admin/bots/update/auth': z.strictObject({
    id: identifier,
    state: z
      .union([z.boolean(), z.literal([0, 1]), z.literal(['0', '1'])])
      .transform((s) => s === true || s === 1 || s === '1'),
    token: secret.optional(),
  }),
} as const;

/** The variable parts of the original's paths. */
export const originalPaths = {
  'bot/check': z.object({ id: identifier }),
  'admin/users/show/building': z.object({ id: identifier }),
  'admin/logs/show/user': z.object({ id: identifier }),
  'admin/logs/show/building': z.object({ id: identifier }),
  'admin/bots/show/auth': z.object({
    state: z.enum(['0', '1'], 'must be 0 or 1').transform((state) => state === '1'),
  }),
} as const;

/** Days that a token is good for, unless its maker says otherwise; and at most. */
const TOKEN_DAYS = 90;
const MOST_TOKEN_DAYS = 365;

/** Bodies of our own routes, under /api/v1. */
export const v1 = {
  /** As the socket's send_message; without a `clientId` a retry is another message. */
  messages: z.strictObject({ to: address, clientId: clientMessageId.optional(), ...messageContent.shape }),
  /** As the socket's search. */
  search: searchQuery,
  profile: z.strictObject({ searchable: z.boolean() }),
  /** `username` is the caller's own, typed once more; `password` that of a local account. */
  erase: z.strictObject({
    username: identifier,
    messages: z.enum(['keep', 'delete']).default('keep'),
    password: password.optional(),
  }),
  tokens: z.strictObject({
    name: displayName,
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .max(SCOPES.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice'),
    days: z.number().int().min(1).max(MOST_TOKEN_DAYS).default(TOKEN_DAYS),
  }),
  'reports/close': z.strictObject({ note: note.optional() }),
} as const;

/** The variable parts of our own paths, under /api/v1. */
export const v1Paths = {
  'users/photo': z.object({ id: identifier }),
  'sign-ins': z.object({ id: uuid }),
  tokens: z.object({ id: uuid }),
  messages: z.object({ id: uuid }),
  reports: z.object({ id: uuid }),
} as const;
