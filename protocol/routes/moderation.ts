import { z } from 'zod';
import { displayName, identifier, note, searchText } from '@/protocol/fields';
import { REASONS, USER_FILTERS } from '@/protocol/reasons';
import { wireFoundUsers, wireRoom, wireUserRecord, wireUserSignIn } from '@/protocol/safety';
import { defineRoutes } from './define';
import { pageOf, pageQuery } from './pages';
import { byIdentifier, EXAMPLE } from './shapes';

const about = { params: { id: EXAMPLE.other } };
const ofAdministrators = {
  tag: 'Reports',
  caller: 'administrator',
  scope: 'admin',
  params: byIdentifier,
  answers: { 200: wireUserRecord },
} as const;

export const moderationRoutes = defineRoutes({
  'POST /api/v1/admin/find-users': {
    operationId: 'findUsers',
    tag: 'Reports',
    summary: 'Lists people in order of name, 50 at most; with a query those whose name or username matches.',
    description: 'It is a POST so that names are not in the URL, which servers and proxies log.',
    caller: 'administrator',
    scope: 'admin',
    body: z.strictObject({
      query: searchText.optional(),
      filter: z.enum(USER_FILTERS).default('all'),
      after: identifier.optional().describe('The last username of the page before.'),
      afterName: displayName
        .optional()
        .describe(
          'The name with that username, so that the list goes on when that person was erased or renamed.',
        ),
    }),
    answers: { 200: wireFoundUsers },
    errors: [],
    example: { body: { query: 'sample', filter: 'all' } },
  },
  'GET /api/v1/admin/rooms': {
    operationId: 'listRooms',
    tag: 'Reports',
    summary: 'Lists all groups and channels with owner and size, the newest first: no texts.',
    caller: 'administrator',
    scope: 'admin',
    query: pageQuery,
    answers: { 200: pageOf(wireRoom, 'RoomPage') },
    errors: [],
  },
  'GET /api/v1/admin/users/{id}/sign-ins': {
    ...ofAdministrators,
    operationId: 'listUserSignIns',
    summary: 'Lists where a person is signed in, without addresses and names of programs.',
    answers: { 200: z.array(wireUserSignIn) },
    errors: ['not_found'],
    example: about,
  },
  'GET /api/v1/admin/users/{id}': {
    ...ofAdministrators,
    operationId: 'showUserRecord',
    summary: 'Reads what administrators may know of a person: no messages, no places.',
    errors: ['not_found'],
    example: about,
  },
  'POST /api/v1/admin/users/{id}/suspend': {
    ...ofAdministrators,
    operationId: 'suspendUser',
    summary: 'Suspends a person until a time. What they wrote stays.',
    description:
      'Their sockets are disconnected at once, and they cannot sign in. The note is shown to them.',
    body: z.strictObject({ reason: z.enum(REASONS), note: note.optional(), until: z.iso.datetime() }),
    errors: ['not_found', 'conflict'],
    example: { ...about, body: { reason: 'harassment', until: '2027-01-31T12:00:00.000Z' } },
  },
  'POST /api/v1/admin/users/{id}/lift-suspension': {
    ...ofAdministrators,
    operationId: 'liftSuspension',
    summary: 'Ends the suspension of a person now.',
    errors: ['not_found'],
    example: about,
  },
  'POST /api/v1/admin/users/{id}/warn': {
    ...ofAdministrators,
    operationId: 'warnUser',
    summary: 'Sends a person a warning, which they must confirm.',
    body: z.strictObject({ text: note }),
    errors: ['not_found'],
    example: { ...about, body: { text: 'Please do not post adverts.' } },
  },
});
