import { z } from 'zod';
import { searchQuery, searchResult } from '@/protocol/events/log';
import { address, reached, replayed } from '@/protocol/events/messages';
import { clientMessageId, identifier, messageText } from '@/protocol/fields';
import { messageContent, wireEntry } from '@/protocol/messages';
import { defineRoutes } from './define';
import { byUuid, EXAMPLE } from './shapes';

const sent = z
  .strictObject({
    id: z.uuid().optional().describe('The id of the message.'),
    entries: z.array(wireEntry).describe("The entries of the message in the sender's own conversations."),
    recipients: z.number().int().describe('How many people received the message.'),
    reached,
    replayed,
  })
  .meta({ id: 'SentMessage' });

/** What a message is, and the id by which a retry is recognised. */
const content = { clientId: clientMessageId.optional(), ...messageContent.shape };

/** The body in one line, to one person. */
const shortMessage = z
  .strictObject({ username: identifier.describe('The person who gets it.'), content: messageText })
  .meta({ id: 'ShortMessage' });

export const messageRoutes = defineRoutes({
  'POST /api/v1/messages': {
    operationId: 'sendMessage',
    tag: 'Messages',
    summary: 'Sends a message.',
    description:
      'When the answer arrives, the message is stored. Its `text` can be empty if it has `attachments`. With a `clientId` it is safe to send the same request again: the retry is answered 200 with the first result and `replayed`; another request under that `clientId` is a `conflict`. The header `Idempotency-Key` is another place for it.',
    caller: 'user',
    scope: 'send',
    idempotent: true,
    body: z.union([
      z.strictObject({ address, ...content }).meta({ id: 'MessageToSend' }),
      shortMessage,
      z
        .strictObject({ to: address, ...content })
        .meta({ id: 'MessageToSendTo', deprecated: true, description: 'An earlier name of `address`.' }),
    ]),
    answers: { 201: sent, 200: sent },
    errors: ['not_found', 'conflict', 'blocked', 'declined', 'not_located'],
    example: {
      body: {
        address: { to: 'people', users: [EXAMPLE.other] },
        text: 'The build is green.',
        clientId: 'build-4711',
      },
    },
  },
  'GET /api/v1/messages/{id}': {
    operationId: 'showMessage',
    tag: 'Messages',
    summary: 'Reads a message as it is now, in each conversation where the caller may read it.',
    caller: 'user',
    scope: 'read',
    params: byUuid,
    answers: {
      200: z
        .strictObject({ id: z.uuid(), entries: z.array(wireEntry) })
        .meta({ id: 'MessageInConversations' }),
    },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.message } },
  },
  'POST /api/v1/search': {
    operationId: 'searchMessages',
    tag: 'Messages',
    summary: "Finds messages in the caller's conversations.",
    description:
      'It is a POST so that the query is not in the URL, which servers and proxies log. docs/programs.md explains the words and filters of a query.',
    caller: 'user',
    scope: 'read',
    body: searchQuery,
    answers: { 200: searchResult },
    errors: [],
    example: { body: { query: 'exam from:ist1100002 after:2026-09-01', timeZone: 'Europe/Lisbon' } },
  },
});
