import { z } from 'zod';
import { title } from '@/protocol/fields';
import { wireChannel, wireConversation, wireEntry, wireNamed } from '@/protocol/messages';
import { defineRoutes } from './define';
import { pageOf, pageQuery } from './pages';
import { byUuid, EXAMPLE } from './shapes';

const seq = z
  .string()
  .regex(/^\d{1,10}$/, 'must be a seq')
  .transform(Number)
  .refine((n) => n <= 2_147_483_647, 'must be a seq')
  .meta({ type: 'integer', minimum: 0, maximum: 2_147_483_647, pattern: undefined });

const messagesQuery = pageQuery
  .extend({
    before: seq.optional().describe('The newest messages before this seq.'),
    after: seq.optional().describe('The oldest messages after this seq; `next` leads to newer ones.'),
  })
  .refine(
    ({ cursor, before, after }) => [cursor, before, after].filter((given) => given !== undefined).length <= 1,
    'must name at most one of cursor, before and after',
  );

const example = { params: { id: EXAMPLE.conversation } };

export const conversationRoutes = defineRoutes({
  'GET /api/v1/conversations': {
    operationId: 'listConversations',
    tag: 'Conversations',
    summary: "Lists the caller's conversations; the one with the newest message comes first.",
    description: 'A conversation that gets a message between two pages moves to the front.',
    caller: 'user',
    scope: 'read',
    query: pageQuery,
    answers: { 200: pageOf(wireConversation, 'ConversationPage') },
    errors: [],
  },
  'GET /api/v1/conversations/{id}': {
    operationId: 'showConversation',
    tag: 'Conversations',
    summary: "Reads one of the caller's conversations.",
    caller: 'user',
    scope: 'read',
    params: byUuid,
    answers: { 200: wireConversation },
    errors: [],
    example,
  },
  'GET /api/v1/conversations/{id}/messages': {
    operationId: 'pageMessages',
    tag: 'Conversations',
    summary: 'Reads a page of the messages of a conversation that the caller may read.',
    description:
      'Without parameters it is the newest page, and `next` leads to older ones. The messages of a page are in order of `seq`. A page ends at 64 kB even if `limit` is higher.',
    caller: 'user',
    scope: 'read',
    params: byUuid,
    query: messagesQuery,
    answers: { 200: pageOf(wireEntry, 'MessagePage') },
    errors: [],
    example,
  },
  'GET /api/v1/conversations/{id}/members': {
    operationId: 'pageMembers',
    tag: 'Conversations',
    summary: 'Lists the members of a conversation, in order of username.',
    description:
      'Of a public channel everybody may list them. For the room of a building: the people there whom the caller may see, while the caller is there. For a group that the caller left: the other members at that time.',
    caller: 'user',
    scope: 'read',
    params: byUuid,
    query: pageQuery,
    answers: { 200: pageOf(wireNamed, 'MemberPage') },
    errors: [],
    example,
  },
  'POST /api/v1/channels/join': {
    operationId: 'joinChannelByTitle',
    tag: 'Conversations',
    summary: 'Joins the public channel with a title, or makes it.',
    description: 'The link `/c/<title>` leads people there.',
    caller: 'user',
    scope: 'send',
    body: z.strictObject({
      title,
      create: z.boolean().default(false).describe('Makes the channel when there is none.'),
    }),
    answers: { 200: wireConversation },
    errors: ['not_found', 'conflict'],
    example: { body: { title: 'Chess', create: true } },
  },
  'GET /api/v1/channels': {
    operationId: 'pageChannels',
    tag: 'Conversations',
    summary: 'Lists the public channels, in order of title.',
    caller: 'user',
    scope: 'read',
    query: pageQuery,
    answers: { 200: pageOf(wireChannel, 'ChannelPage') },
    errors: [],
  },
});
