import { z } from 'zod';
import {
  clientMessageId,
  emoji,
  identifier,
  MAX_RECIPIENTS,
  messageText,
  millis,
  uuid,
} from '@/protocol/fields';
import { messageContent, wireEntry } from '@/protocol/messages';
import { answered, clientEvent } from './define';
import { EXAMPLE, exampleEntry } from './examples';

export const address = z
  .discriminatedUnion('to', [
    z.strictObject({ to: z.literal('range') }),
    z.strictObject({ to: z.literal('building') }),
    z.strictObject({ to: z.literal('people'), users: z.array(identifier).min(1).max(MAX_RECIPIENTS) }),
    z.strictObject({ to: z.literal('conversation'), id: uuid }),
  ])
  .meta({ id: 'Address', description: 'The recipients of a message.' });
export type Address = z.infer<typeof address>;

export const replayed = z
  .literal(true)
  .optional()
  .describe('An earlier send of the same message, under the same client id, stored it.');

export const reached = z
  .number()
  .int()
  .optional()
  .describe(
    'How many people got the message, besides the sender; absent for a conversation, and for a building with fewer than five people.',
  );

const entries = answered({ entries: z.array(wireEntry) });
const edited = { ...exampleEntry, seq: 43, rev: 43, change: true as const };

/** The events that write and change messages. */
export const messageEvents = {
  send_message: clientEvent({
    summary: 'Sends a message, and answers its entries in the log of the sender.',
    description:
      'The answer comes once the message is stored. The same `clientId` again, with the same message, answers the ' +
      'first result and `replayed`: a client retries safely until it has an answer. The `text` can be empty if there are ' +
      '`attachments`.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({
      clientId: clientMessageId,
      address,
      ...messageContent.shape,
      replyTo: uuid.optional().describe('The id of the message that this one answers.'),
      draftAt: millis
        .optional()
        .describe(
          'The time of the stored draft that the message carries: that draft, or an older one, is deleted.',
        ),
    }),
    answer: answered({ entries: z.array(wireEntry), recipients: z.number().int(), reached, replayed }),
    errors: ['not_found', 'conflict', 'blocked', 'declined', 'not_located'],
    example: {
      payload: {
        clientId: EXAMPLE.clientId,
        address: { to: 'people', users: [EXAMPLE.other] },
        text: 'hello',
      },
      answer: { ok: true, entries: [exampleEntry], recipients: 1, reached: 1 },
    },
  }),
  edit_message: clientEvent({
    summary: 'Replaces the text of a message of the user.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ message: uuid, text: messageText }),
    answer: entries,
    errors: ['not_found', 'conflict', 'blocked', 'declined'],
    example: {
      payload: { message: EXAMPLE.message, text: 'hello again' },
      answer: { ok: true, entries: [edited] },
    },
  }),
  delete_message: clientEvent({
    summary: 'Deletes a message of the user for everybody who has it.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ message: uuid }),
    answer: entries,
    errors: ['not_found', 'conflict', 'blocked', 'declined'],
    example: { payload: { message: EXAMPLE.message }, answer: { ok: true, entries: [edited] } },
  }),
  react: clientEvent({
    summary: 'Adds or removes a reaction of the user to a message, in one conversation that has it.',
    sender: 'user',
    scope: 'send',
    work: 'send',
    payload: z.strictObject({ conversation: uuid, message: uuid, emoji, on: z.boolean() }),
    answer: entries,
    errors: ['not_found', 'conflict', 'blocked', 'declined'],
    example: {
      payload: {
        conversation: EXAMPLE.conversation,
        message: EXAMPLE.message,
        emoji: '👍',
        on: true,
      },
      answer: {
        ok: true,
        entries: [{ ...edited, reactions: [{ emoji: '👍', by: [EXAMPLE.self] }] }],
      },
    },
  }),
} as const;
