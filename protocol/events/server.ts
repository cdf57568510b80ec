import { z } from 'zod';
import { alertReason, wireAlert } from '@/protocol/alerts';
import { wireCall } from '@/protocol/bots';
import {
  movement,
  wireConversation,
  wireDraft,
  wireLogEntry,
  wireNamed,
  wirePins,
  wireReceipt,
} from '@/protocol/messages';
import { wireBlocks, wireNotice } from '@/protocol/safety';
import { serverEvent } from './define';
import {
  EXAMPLE,
  exampleAlert,
  exampleCall,
  exampleConversation,
  exampleEntry,
  exampleNotice,
  examplePerson,
} from './examples';

/** The events that the server sends. */
export const serverEvents = {
  new_movement: serverEvent({
    summary: 'The people near the user, or in their building, may have changed.',
    description: 'Legacy clients ignore the argument.',
    args: z.tuple([movement]),
    acknowledged: false,
    example: [{ kind: 'delta', people: [examplePerson], gone: [] }],
  }),
  new_message: serverEvent({
    summary: 'There are new entries in the log of the user.',
    description:
      'The first argument names the user of the session; it is empty for an entry of a channel or a building, which is ' +
      'the same event for all its readers. Legacy clients ignore the second, and always get their name. An ' +
      'event with an acknowledgement comes again without it; one of a channel or a building has none.',
    args: z.tuple([z.array(z.string()), z.array(wireLogEntry)]),
    acknowledged: true,
    example: [[EXAMPLE.self], [exampleEntry]],
  }),
  conversation: serverEvent({
    summary:
      'A conversation of the user was created, joined, left, read, muted, accepted or ignored, here or on another device.',
    args: z.tuple([wireConversation]),
    acknowledged: false,
    example: [exampleConversation],
  }),
  blocked: serverEvent({
    summary: 'The list of people whom the user has blocked changed.',
    args: z.tuple([wireBlocks]),
    acknowledged: false,
    example: [{ version: 2, users: [EXAMPLE.stranger] }],
  }),
  notice: serverEvent({
    summary: 'The administration tells the user something that the user must confirm.',
    args: z.tuple([wireNotice]),
    acknowledged: false,
    example: [exampleNotice],
  }),
  notice_confirmed: serverEvent({
    summary: 'The user has confirmed a notice, here or on another device.',
    args: z.tuple([z.uuid().describe('The id of the notice.')]),
    acknowledged: false,
    example: [exampleNotice.id],
  }),
  pins: serverEvent({
    summary: 'The list of conversations that the user has pinned changed.',
    args: z.tuple([wirePins]),
    acknowledged: false,
    example: [{ version: 1, conversations: [EXAMPLE.conversation] }],
  }),
  draft: serverEvent({
    summary: 'A draft of the user was stored or deleted, here or on another device.',
    args: z.tuple([z.strictObject({ conversation: z.uuid(), draft: wireDraft })]),
    acknowledged: false,
    example: [
      {
        conversation: EXAMPLE.conversation,
        draft: { text: 'see you', at: '2026-11-28T09:30:00.000Z' },
      },
    ],
  }),
  receipt: serverEvent({
    summary: 'Messages of a direct conversation were delivered to the other person, or read.',
    args: z.tuple([z.strictObject({ conversation: z.uuid(), receipt: wireReceipt })]),
    acknowledged: false,
    example: [{ conversation: EXAMPLE.conversation, receipt: { delivered: 42, read: 41 } }],
  }),
  typing: serverEvent({
    summary: 'People are writing in the conversation that the session shows, at most once a second.',
    description:
      'Each of them writes for 6 s from now, or until a message of theirs from after `at` arrives. Nothing is sent when somebody stops.',
    args: z.tuple([
      z.strictObject({
        conversation: z.uuid(),
        people: z.array(
          z
            .strictObject({
              id: z.string().describe('The username.'),
              name: z.string(),
              at: z.iso.datetime().describe("When the person wrote, by the server's clock."),
            })
            .meta({ id: 'Writer', description: 'A person who is writing.' }),
        ),
      }),
    ]),
    acknowledged: false,
    example: [
      {
        conversation: EXAMPLE.conversation,
        people: [{ id: EXAMPLE.other, name: 'Rui Costa', at: '2026-11-28T09:30:00.000Z' }],
      },
    ],
  }),
  erased: serverEvent({
    summary: 'A person who shares a conversation with the user was erased.',
    description: 'Their messages are from `nobody` from now on.',
    args: z.tuple([z.strictObject({ id: z.string(), nobody: wireNamed })]),
    acknowledged: false,
    example: [{ id: EXAMPLE.other, nobody: { id: 'nobody-1', name: 'Deleted account' } }],
  }),
  heads: serverEvent({
    summary: 'The last seqs of conversations of which this session may lack entries.',
    description: 'A client with a lower cursor for one of them sends `sync`.',
    args: z.tuple([z.record(z.uuid(), z.number().int())]),
    acknowledged: false,
    example: [{ [EXAMPLE.conversation]: 43 }],
  }),
  alert: serverEvent({
    summary: 'An alert, or a later revision of one, and why the user is told.',
    description:
      'It can come again, and late: a client shows the greatest `revision` it has seen of an alert and nothing older, ' +
      'and nothing active after a revision that is not active. The client answers with `alert_receipt`.',
    args: z.tuple([wireAlert, alertReason]),
    acknowledged: false,
    example: [exampleAlert, 'inside'],
  }),
  alert_console: serverEvent({
    summary: 'What an officer sees on the console changed: read it again.',
    args: z.tuple([]),
    acknowledged: false,
    example: [],
  }),
  heard: serverEvent({
    summary: 'A person wrote a command to the bot, mentioned it, or wrote to it alone.',
    description:
      'It has an acknowledgement, which the bot calls when it has the event, with `{ "text": … }` to answer at once, or ' +
      'without arguments; until then the event comes again. Later answers are `bot_answer`.',
    args: z.tuple([wireCall]),
    acknowledged: true,
    example: [exampleCall],
  }),
  signed_out: serverEvent({
    summary: 'The server is about to close the connection, and says why.',
    description: 'The client must not reconnect by itself.',
    args: z.tuple([
      z.strictObject({
        reason: z.enum(['signed_out', 'revoked', 'unauthorised', 'too_many', 'suspended']),
      }),
    ]),
    acknowledged: false,
    example: [{ reason: 'revoked' }],
  }),
  busy: serverEvent({
    summary: 'The server became overloaded (true), so that events may be late, or recovered (false).',
    args: z.tuple([z.boolean()]),
    acknowledged: false,
    example: [true],
  }),
  resync: serverEvent({
    summary: 'The server dropped an event for this session: the client sends `sync`.',
    args: z.tuple([]),
    acknowledged: false,
    example: [],
  }),
} as const;
