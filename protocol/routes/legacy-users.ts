import { z } from 'zod';
import { clientMessageId, identifier, MAX_RECIPIENTS, messageText, range } from '@/protocol/fields';
import { defineRoutes } from './define';
import { caller, ids, position } from './legacy-shapes';
import { EXAMPLE } from './shapes';

/** Usernames, of which each is on a line of its own: what the schema of the text form below accepts. */
const LINES_OF_USERNAMES = String.raw`^\s*NAME(?:[^\S\n]*\n\s*NAME)*\s*$`.replaceAll(
  'NAME',
  String.raw`(?!\.{1,2}(?:\s|$))[A-Za-z0-9._-]{1,64}`,
);

/** Usernames as a list, or as a text with one on each line. */
const users = z.union([
  z.array(identifier).min(1).max(MAX_RECIPIENTS),
  z
    .string()
    .min(1)
    .max(70_000)
    .meta({
      pattern: LINES_OF_USERNAMES,
      description: `Usernames, one on each line; ${MAX_RECIPIENTS} at most.`,
    })
    .transform((text) =>
      text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean),
    )
    .pipe(z.array(identifier).min(1).max(MAX_RECIPIENTS)),
]);

const ownRange = z.strictObject({ ...caller, radious: range });
/** Legacy clients send a list of such objects. */
const ownRanges = z
  .array(ownRange)
  .min(1)
  .max(100)
  .refine((list) => list.every(({ id, token }) => id === list[0]?.id && token === list[0]?.token), {
    message: 'must all be of the same user',
  })
  .describe('The last one counts. All must have the same `id` and `token`.')
  .transform((list) => list.at(-1) as z.infer<typeof ownRange>);

const samplePosition = { latitude: 38.7368, longitude: -9.1387 };

export const legacyUserRoutes = defineRoutes({
  'POST /API/user/update/coordinates': {
    operationId: 'legacyReportPosition',
    tag: 'Legacy: users',
    summary: "Reports the caller's position, which turns sharing on; answers the name of the building.",
    caller: 'self',
    scope: 'presence',
    body: z.strictObject({ ...caller, ...position }),
    answers: { 200: 'text' },
    errors: ['implausible_movement', 'not_located'],
    example: { body: samplePosition },
  },
  'POST /API/user/update/range': {
    operationId: 'legacyUpdateRange',
    tag: 'Legacy: users',
    summary: 'Sets the radius within which the caller finds other people.',
    caller: 'self',
    scope: 'presence',
    body: z.union([ownRange, ownRanges]),
    answers: { 200: 'text' },
    errors: [],
    example: { body: { radious: 200 } },
  },
  'POST /API/user/show/building': {
    operationId: 'legacyShowBuilding',
    tag: 'Legacy: users',
    summary: "Lists the other people online in the caller's building.",
    caller: 'self',
    scope: 'read',
    body: z.strictObject(caller),
    answers: { 200: ids },
    errors: [],
    example: { body: {} },
  },
  'POST /API/user/show/range': {
    operationId: 'legacyShowRange',
    tag: 'Legacy: users',
    summary: 'Lists the other people online in range.',
    description: 'The position in the body is ignored: the server uses the last reported one.',
    caller: 'self',
    scope: 'read',
    body: z.strictObject({ ...caller, ...position, radious: range }),
    answers: { 200: z.array(z.string()) },
    errors: [],
    example: { body: { ...samplePosition, radious: 200 } },
  },
  'POST /API/user/message/send': {
    operationId: 'legacySendMessage',
    tag: 'Legacy: users',
    summary: 'Sends a message to each of the users named.',
    caller: 'self',
    scope: 'send',
    body: z.strictObject({
      ...caller,
      users,
      message: messageText,
      client_id: clientMessageId.optional(),
    }),
    answers: { 200: 'text' },
    errors: ['not_found', 'conflict', 'blocked', 'declined'],
    example: { body: { users: [EXAMPLE.other], message: 'hello' } },
  },
  'POST /API/user/message/receive': {
    operationId: 'legacyReceiveMessages',
    tag: 'Legacy: users',
    summary:
      'Reads the messages that a session of the caller has not received yet, as JSON texts, the oldest first.',
    caller: 'self',
    scope: 'read',
    body: z.strictObject({ ...caller, socket_id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) }),
    answers: { 200: z.array(z.string()) },
    errors: ['not_found'],
    example: { body: { socket_id: 'WcD8kq3VbJ1xPz0aAAAB' } },
  },
});
