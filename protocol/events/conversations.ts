import { z } from 'zod';
import {
  draftText,
  identifier,
  MAX_MEMBERS,
  MAX_PINS,
  millis,
  reads,
  seq,
  title,
  topic,
  uuid,
} from '@/protocol/fields';
import { wireChannel, wireConversation, wireDraft, wireNamed, wirePins } from '@/protocol/messages';
import { answered, clientEvent } from './define';
import { EXAMPLE, exampleConversation, exampleNamed } from './examples';

const newConversation = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('group'),
      users: z
        .array(identifier)
        .min(1)
        .max(MAX_MEMBERS - 1),
      title: title.optional(),
    }),
    z.strictObject({
      kind: z.literal('channel'),
      title,
      topic: topic.optional(),
      public: z.boolean(),
      building: identifier.optional().describe('The building to which the channel belongs.'),
    }),
  ])
  .meta({ id: 'NewConversation', description: 'A group of chosen people, or a channel.' });
export type NewConversation = z.infer<typeof newConversation>;

const conversation = z.strictObject({ conversation: uuid });
const own = answered({ conversation: wireConversation });
const channel: z.infer<typeof wireConversation> = {
  ...exampleConversation,
  kind: 'channel',
  with: null,
  title: 'Chess',
  public: true,
  last: null,
  head: 0,
  read: 0,
};
const example = {
  payload: { conversation: EXAMPLE.conversation },
  answer: { ok: true as const, conversation: channel },
};

/** The events that change conversations, and the user's settings of them. */
export const conversationEvents = {
  mark_read: clientEvent({
    summary: 'Marks a conversation as read up to a seq, on all devices of the user.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ conversation: uuid, seq }),
    answer: own,
    errors: [],
    example: {
      payload: { conversation: EXAMPLE.conversation, seq: 1 },
      answer: { ok: true, conversation: exampleConversation },
    },
  }),
  mark_all_read: clientEvent({
    summary: 'Marks several conversations as read, each up to a seq.',
    description:
      'Conversations of which the user is no member are ignored. Each change is sent as the event `conversation`.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ conversations: reads }),
    answer: answered({}),
    errors: [],
    example: {
      payload: { conversations: { [EXAMPLE.conversation]: 1 } },
      answer: { ok: true },
    },
  }),
  mark_shown: clientEvent({
    summary: 'Says up to which seqs a visible page has shown conversations, also as previews in its list.',
    description:
      'The user is not notified of these messages on any device. It moves no read mark, and nobody is told.',
    sender: 'user',
    scope: 'send',
    work: 'read',
    payload: z.strictObject({ conversations: reads }),
    answer: answered({}),
    errors: [],
    example: {
      payload: { conversations: { [EXAMPLE.conversation]: 1 } },
      answer: { ok: true },
    },
  }),
  mark_unread: clientEvent({
    summary: 'Marks a conversation as unread on all devices of the user, until it is read again.',
    description: 'The read mark stays where it is.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: conversation,
    answer: own,
    errors: [],
    example: {
      payload: { conversation: EXAMPLE.conversation },
      answer: { ok: true, conversation: { ...exampleConversation, markedUnread: true } },
    },
  }),
  pin: clientEvent({
    summary: 'Pins a conversation on all devices of the user, or unpins it.',
    description:
      `A user pins up to ${MAX_PINS} conversations. Without \`position\` a new one comes last; pinning again with a ` +
      '`position` moves it.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({
      conversation: uuid,
      pinned: z.boolean(),
      position: z
        .number()
        .int()
        .min(0)
        .max(MAX_PINS - 1)
        .optional(),
    }),
    answer: answered({ pins: wirePins }),
    errors: ['conflict'],
    example: {
      payload: { conversation: EXAMPLE.conversation, pinned: true },
      answer: { ok: true, pins: { version: 1, conversations: [EXAMPLE.conversation] } },
    },
  }),
  save_draft: clientEvent({
    summary: 'Stores what the user is writing in a conversation, for the other devices of the user.',
    description:
      'The draft with the latest `at` counts; the answer has the stored one. An empty text deletes the draft. A client ' +
      'sends it when the user pauses, and `draftAt` with the message that carries the draft.',
    sender: 'user',
    scope: 'send',
    work: 'read',
    payload: z.strictObject({
      conversation: uuid,
      text: draftText,
      replyTo: seq.optional(),
      at: millis.describe('When it was written. A time in the future counts as now.'),
    }),
    answer: answered({ draft: wireDraft }),
    errors: [],
    example: {
      payload: { conversation: EXAMPLE.conversation, text: 'see you', at: 1_795_858_200_000 },
      answer: { ok: true, draft: { text: 'see you', at: '2026-11-28T09:30:00.000Z' } },
    },
  }),
  mute: clientEvent({
    summary: 'Mutes a conversation on all devices of the user, or unmutes it.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ conversation: uuid, muted: z.boolean() }),
    answer: own,
    errors: [],
    example: {
      payload: { conversation: EXAMPLE.conversation, muted: true },
      answer: { ok: true, conversation: { ...exampleConversation, muted: true } },
    },
  }),
  answer_request: clientEvent({
    summary: 'Accepts or ignores a message request, on all devices of the user.',
    description:
      'A message of the user accepts it, too. The other person is told of neither. An ignored request can still be ' +
      'accepted; ignoring a conversation that is no request is a `conflict`.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ conversation: uuid, answer: z.enum(['accept', 'ignore']) }),
    answer: own,
    errors: ['conflict'],
    example: {
      payload: { conversation: EXAMPLE.conversation, answer: 'accept' },
      answer: { ok: true, conversation: exampleConversation },
    },
  }),
  create_conversation: clientEvent({
    summary: 'Creates a group of chosen people, or a channel.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: newConversation,
    answer: own,
    errors: ['not_found', 'conflict', 'blocked', 'declined'],
    example: {
      payload: { kind: 'group', users: [EXAMPLE.other], title: 'Some of us' },
      answer: {
        ok: true,
        conversation: {
          ...channel,
          kind: 'group',
          title: 'Some of us',
          public: false,
          members: [EXAMPLE.self, EXAMPLE.other],
        },
      },
    },
  }),
  list_channels: clientEvent({
    summary: 'Lists the public channels.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({}),
    answer: answered({ channels: z.array(wireChannel) }),
    errors: [],
    example: {
      payload: {},
      answer: {
        ok: true,
        channels: [
          {
            id: EXAMPLE.conversation,
            title: 'Chess',
            topic: null,
            members: 12,
            joined: false,
            building: null,
          },
        ],
      },
    },
  }),
  join_channel: clientEvent({
    summary: 'Joins a public channel.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: conversation,
    answer: own,
    errors: ['conflict'],
    example,
  }),
  leave_conversation: clientEvent({
    summary: 'Leaves a group or a channel. Earlier messages stay readable.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: conversation,
    answer: own,
    errors: ['conflict'],
    example: { ...example, answer: { ok: true, conversation: { ...channel, open: false } } },
  }),
  add_members: clientEvent({
    summary: 'Adds people to a group or a channel that the user is in.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ conversation: uuid, users: z.array(identifier).min(1).max(MAX_MEMBERS) }),
    answer: own,
    errors: ['not_found', 'conflict', 'blocked', 'declined'],
    example: {
      payload: { conversation: EXAMPLE.conversation, users: [EXAMPLE.other] },
      answer: example.answer,
    },
  }),
  change_title: clientEvent({
    summary: 'Changes the title and the topic of a group or a channel that the user owns.',
    description: 'What is left out stays. Null removes a topic, and the title of a group.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({
      conversation: uuid,
      title: title.nullable().optional(),
      topic: topic.nullable().optional(),
    }),
    answer: own,
    errors: ['conflict'],
    example: { ...example, payload: { conversation: EXAMPLE.conversation, topic: 'Openings' } },
  }),
  remove_member: clientEvent({
    summary: 'Removes a member from a group or a channel that the user owns.',
    description:
      'The removed user keeps what they could read, and cannot join the channel until a member adds them.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ conversation: uuid, user: identifier }),
    answer: own,
    errors: ['not_found', 'conflict'],
    example: {
      payload: { conversation: EXAMPLE.conversation, user: EXAMPLE.stranger },
      answer: example.answer,
    },
  }),
  hand_over: clientEvent({
    summary: 'Makes another member the owner of a group or a channel.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ conversation: uuid, user: identifier }),
    answer: own,
    errors: ['not_found', 'conflict'],
    example: {
      payload: { conversation: EXAMPLE.conversation, user: EXAMPLE.stranger },
      answer: example.answer,
    },
  }),
  delete_conversation: clientEvent({
    summary: 'Ends a group or a channel that the user owns, for all its members.',
    description: 'Nobody can write or join any more. The members keep what they could read.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: conversation,
    answer: own,
    errors: ['conflict'],
    example: { ...example, answer: { ok: true, conversation: { ...channel, open: false, public: false } } },
  }),
  list_members: clientEvent({
    summary: 'Lists the members of a conversation.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: conversation,
    answer: answered({ members: z.array(wireNamed) }),
    errors: [],
    example: { payload: example.payload, answer: { ok: true, members: [exampleNamed] } },
  }),
} as const;
