import { z } from 'zod';
import { MAX_RECEIPT_MEMBERS, reads, seq, uuid } from '@/protocol/fields';
import { wireNamed } from '@/protocol/messages';
import { answered, clientEvent } from './define';
import { EXAMPLE, exampleNamed } from './examples';

/** The events about receipts, and about who is writing. */
export const receiptEvents = {
  mark_delivered: clientEvent({
    summary: 'Says up to which seqs the client has direct conversations, for receipts.',
    description:
      'A client sends it for messages of the other person that it has and that the user has not read. Other kinds of ' +
      'conversations are ignored.',
    sender: 'user',
    scope: 'send',
    work: 'read',
    payload: z.strictObject({ conversations: reads }),
    answer: answered({}),
    errors: [],
    example: { payload: { conversations: { [EXAMPLE.conversation]: 1 } }, answer: { ok: true } },
  }),
  list_readers: clientEvent({
    summary: 'Lists the members of a group who have read a message of the user.',
    description:
      `Null for a group of more than ${MAX_RECEIPT_MEMBERS} people, for any other kind of conversation, and for users who ` +
      'have turned receipts off. Members who have turned them off are never listed.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({ conversation: uuid, seq }),
    answer: answered({ readers: z.array(wireNamed).nullable() }),
    errors: ['not_found'],
    example: {
      payload: { conversation: EXAMPLE.conversation, seq: 1 },
      answer: { ok: true, readers: [exampleNamed] },
    },
  }),
  open_conversation: clientEvent({
    summary: 'Says which conversation the session shows, so that it is told who is writing there.',
    description: `Only direct conversations and groups of up to ${MAX_RECEIPT_MEMBERS} people have that. Null: none.`,
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({ conversation: uuid.nullable() }),
    answer: answered({}),
    errors: [],
    example: { payload: { conversation: EXAMPLE.conversation }, answer: { ok: true } },
  }),
  show_typing: clientEvent({
    summary: 'Says that the user is writing in the conversation that the session shows.',
    description:
      'A client sends it at most once in 3 s while the user writes. It has no effect in another conversation, or when ' +
      'nobody may be told.',
    sender: 'user',
    scope: 'send',
    work: 'presence',
    payload: z.strictObject({ conversation: uuid }),
    answer: answered({}),
    errors: [],
    example: { payload: { conversation: EXAMPLE.conversation }, answer: { ok: true } },
  }),
} as const;
