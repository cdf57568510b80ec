import { z } from 'zod';
import type { ApiRouteName } from './access';
import { wireProfile, wireSignIn, wireToken } from './accounts';
import { searchResult } from './events/log';
import { replayed } from './events/messages';
import { identifier } from './fields';
import { wireEntry } from './messages';
import { wireBuilding, wireCampus } from './places';
import { original, originalPaths, v1, v1Paths } from './rest';
import { wireReport } from './safety';
import { localAccount } from './sign-in';

/** What a route takes and answers. */
export interface ApiRoute {
  /** What it does, in one sentence. */
  summary: string;
  body?: z.ZodType;
  /** The variable parts of the path. */
  params?: z.ZodType;
  /** Of what is answered when all is well; 200 if not said. A 201 says in `Location` where the thing made can be read. */
  statuses?: readonly (200 | 201)[];
  /** A schema of JSON; else what kind of thing it is. */
  answer: z.ZodType | 'text' | 'image';
}

const idOnly = z.strictObject({ id: z.string() });
const ids = z.array(idOnly);
const places = z.array(z.strictObject({ id: z.string(), name: z.string() }));
const nothing = z.array(z.never());
const check = z.strictObject({
  available: z.literal([0, 1]),
  state: z.string(),
  new: z.literal(1).optional(),
  auth: z.literal(0).optional(),
});
const done = z.strictObject({ ok: z.literal(true) });

/** Every REST route, but for next-auth's own and those of operations. */
export const apiRoutes = {
  'POST /API/user/update/coordinates': {
    summary: 'Reports where one is, which is consent to be found; answers the name of the building.',
    body: original['user/update/coordinates'],
    answer: 'text',
  },
  'POST /API/user/update/range': {
    summary: 'Keeps the radius within which one finds others.',
    body: original['user/update/range'],
    answer: 'text',
  },
  'POST /API/user/show/building': {
    summary: 'The others who are in the same building.',
    body: original['user/show/building'],
    answer: ids,
  },
  'POST /API/user/show/range': {
    summary: 'The others who are in range.',
    body: original['user/show/range'],
    answer: z.array(z.string()),
  },
  'POST /API/user/message/send': {
    summary: 'Sends a message to each of the users named.',
    body: original['user/message/send'],
    answer: 'text',
  },
  'POST /API/user/message/receive': {
    summary: 'What the session has not been given yet, as JSON texts, oldest first.',
    body: original['user/message/receive'],
    answer: z.array(z.string()),
  },
  'GET /API/bot/check/<id>': {
    summary: 'Whether a bot may begin.',
    params: originalPaths['bot/check'],
    answer: check,
  },
  'GET /API/bot/show/buildings': { summary: 'The buildings.', answer: places },
  'POST /API/bot/register': {
    summary: 'Registers a bot for a building; its secret is shown once.',
    body: original['bot/register'],
    answer: z.strictObject({ pass: z.string() }),
  },
  'POST /API/bot/auth': {
    summary: 'Exchanges the secret of an authorised bot for a token.',
    body: original['bot/auth'],
    answer: z.union([
      z.strictObject({ auth: z.literal(1), token: z.string() }),
      z.strictObject({ auth: z.literal(0) }),
    ]),
  },
  'POST /API/bot/message': {
    summary: 'Says something to everyone in the building of the bot.',
    body: original['bot/message'],
    answer: check,
  },
  'POST /API/admin/buildings/add': {
    summary: 'Adds a building, or replaces the one with that id.',
    body: original['admin/buildings/add'],
    answer: nothing,
  },
  'GET /API/admin/buildings/show': { summary: 'The buildings.', answer: places },
  'GET /API/admin/users/show': { summary: 'All users.', answer: ids },
  'GET /API/admin/users/show/online': {
    summary: 'Who is online, and in which building.',
    answer: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        online: z.literal(1),
        b_id: z.string().nullable(),
        radious: z.number(),
        declared: z.boolean(),
      }),
    ),
  },
  'GET /API/admin/users/show/building/<id>': {
    summary: 'Who is in a building.',
    params: originalPaths['admin/users/show/building'],
    answer: ids,
  },
  'GET /API/admin/logs/show/user/<id>': {
    summary: 'The newest ten activities of a user.',
    params: originalPaths['admin/logs/show/user'],
    answer: z.array(z.strictObject({ timestamp: z.string(), message: z.string() })),
  },
  'GET /API/admin/logs/show/building/<id>': {
    summary: 'The newest ten things that bots said in a building.',
    params: originalPaths['admin/logs/show/building'],
    answer: z.array(z.strictObject({ bot_id: z.string(), timestamp: z.string(), message: z.string() })),
  },
  'POST /API/admin/bots/update/auth': {
    summary: 'Authorises a bot, or withdraws that, which stops it at once.',
    body: original['admin/bots/update/auth'],
    answer: nothing,
  },
  'GET /API/admin/bots/show/auth/<state>': {
    summary: 'The bots that are authorised, or not.',
    params: originalPaths['admin/bots/show/auth'],
    answer: ids,
  },
  'POST /api/v1/socket-ticket': {
    summary: 'A ticket that opens one socket, for a browser that signed in; good for 30 s.',
    answer: z.strictObject({ ticket: z.string(), expiresIn: z.number().int() }),
  },
  'POST /api/v1/sign-out': {
    summary:
      'Ends the sign-in of the browser, and its sockets; names the provider whose own session there goes on.',
    answer: z.strictObject({ ok: z.literal(true), provider: z.enum(['fenix', 'oidc']).nullable() }),
  },
  'POST /api/v1/local-account/register': {
    summary: "Makes an account of Quad's own, where the settings allow it.",
    body: localAccount.register,
    answer: idOnly,
  },
  'POST /api/v1/local-account/password': {
    summary: 'Changes the password, and signs every other browser out.',
    body: localAccount.password,
    answer: z.strictObject({ signedOut: z.number().int() }),
  },
  'POST /api/v1/local-account/delete': {
    summary: 'Erases the caller, who shows the password of their local account.',
    body: localAccount.delete,
    answer: done,
  },
  'GET /api/v1/me': {
    summary: 'Who the caller is.',
    answer: z.strictObject({ id: z.string(), name: z.string(), administrator: z.boolean() }),
  },
  'GET /api/v1/me/export': {
    summary: 'Everything that is kept of the caller, as a file.',
    answer: z.looseObject({ format: z.literal('quad-export'), version: z.literal(1), at: z.iso.datetime() }),
  },
  'POST /api/v1/me/erase': {
    summary:
      'Erases the caller, who names themselves once more. What they wrote is kept, of nobody, or deleted.',
    body: v1.erase,
    answer: done,
  },
  'GET /api/v1/profile': { summary: 'What is kept of the caller.', answer: wireProfile },
  'POST /api/v1/profile': {
    summary: 'Changes what others may find of the caller.',
    body: v1.profile,
    answer: done,
  },
  'GET /api/v1/sign-ins': {
    summary: 'The browsers where the caller is signed in.',
    answer: z.array(wireSignIn),
  },
  'DELETE /api/v1/sign-ins/<id>': {
    summary: 'Signs one of them out, on every node.',
    params: v1Paths['sign-ins'],
    answer: done,
  },
  'POST /api/v1/sign-out-others': {
    summary: 'Signs out every other browser.',
    answer: z.strictObject({ ended: z.number().int() }),
  },
  'GET /api/v1/tokens': { summary: "The caller's API tokens.", answer: z.array(wireToken) },
  'POST /api/v1/tokens': {
    summary: 'Makes an API token, which is shown once.',
    body: v1.tokens,
    statuses: [201],
    answer: z.strictObject({ id: z.uuid(), token: z.string(), expires: z.iso.datetime() }),
  },
  'GET /api/v1/tokens/<id>': {
    summary: "One of the caller's API tokens, without its secret.",
    params: v1Paths.tokens,
    answer: wireToken,
  },
  'DELETE /api/v1/tokens/<id>': {
    summary: 'Revokes a token, and cuts what it opened.',
    params: v1Paths.tokens,
    answer: done,
  },
  'POST /api/v1/messages': {
    summary: 'Sends a message, as send_message on the socket does; 200 for a retry of the same.',
    body: v1.messages,
    statuses: [201, 200],
    answer: z.strictObject({
      id: z.uuid().optional(),
      entries: z.array(wireEntry),
      recipients: z.number().int(),
      replayed,
    }),
  },
  'GET /api/v1/messages/<id>': {
    summary: 'A message that the caller may read, in each conversation where they have it.',
    params: v1Paths.messages,
    answer: z.strictObject({ id: z.uuid(), entries: z.array(wireEntry) }),
  },
  'POST /api/v1/search': {
    summary: "Finds messages of the caller's conversations, as search on the socket does.",
    body: v1.search,
    answer: searchResult,
  },
  'GET /api/v1/places': {
    summary: 'Campuses and buildings with their outlines.',
    answer: z.strictObject({ campuses: z.array(wireCampus), buildings: z.array(wireBuilding) }),
  },
  'GET /api/v1/bots': {
    summary: "The caller's own bots.",
    answer: z.array(z.looseObject({ id: z.string() })),
  },
  'GET /api/v1/users/<id>/photo': {
    summary: "A person's photo.",
    params: v1Paths['users/photo'],
    answer: 'image',
  },
  'GET /api/v1/reports': {
    summary: 'The reports that are open, the oldest first, 200 at most.',
    answer: z.array(wireReport),
  },
  'GET /api/v1/reports/closed': {
    summary: 'The reports that were closed, the newest first, 200 at most.',
    answer: z.array(wireReport),
  },
  'POST /api/v1/reports/<id>/close': {
    summary: 'Closes a report.',
    params: v1Paths.reports,
    body: v1['reports/close'],
    answer: wireReport,
  },
  'POST /api/v1/reports/<id>/delete-message': {
    summary: 'Deletes the message that was reported, for everybody who has it.',
    params: v1Paths.reports,
    answer: wireReport,
  },
  'GET /api/v1/openapi': { summary: 'This description of the REST routes.', answer: z.looseObject({}) },
  'GET /api/v1/asyncapi': {
    summary: 'The description of what travels over the socket.',
    answer: z.looseObject({}),
  },
  'GET /api/<missing>': {
    summary: 'Any other path: not found.',
    params: z.object({ missing: identifier }),
    answer: z.never(),
  },
} as const satisfies Record<ApiRouteName, ApiRoute>;
