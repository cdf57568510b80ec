import { z } from 'zod';
import { cursors, MAX_LINK_CARDS, searchText, seq, timeZone, uuid } from '@/protocol/fields';
import {
  historyPage,
  wireConversation,
  wireEntry,
  wireLinkCard,
  wireLogEntry,
  wirePins,
} from '@/protocol/messages';
import { wireBlocks } from '@/protocol/safety';
import { FILTER_NAMES } from '@/protocol/search';
import { answered, clientEvent } from './define';
import { EXAMPLE, exampleConversation, exampleEntry } from './examples';

/** A search among messages; protocol/search.ts reads the query. */
export const searchQuery = z.strictObject({
  query: searchText,
  before: z
    .strictObject({ at: z.iso.datetime(), conversation: uuid, seq })
    .optional()
    .describe('The last entry of the page before.'),
  timeZone: timeZone.optional().describe('The time zone of the days in the query; UTC if not given.'),
});

export const searchResult = z
  .strictObject({
    entries: z.array(wireEntry),
    more: z.boolean().describe('There are more messages, older than the last one here.'),
    unclear: z
      .array(z.strictObject({ filter: z.enum(FILTER_NAMES), value: z.string() }))
      .describe('Filters whose value does not exist. Any such filter leaves the result empty.'),
  })
  .meta({ id: 'SearchResult', description: 'A page of the matching messages, newest first.' });

export const syncResult = z
  .strictObject({
    entries: z.array(wireLogEntry).describe('By conversation, in order of seq.'),
    conversations: z.array(wireConversation).describe('Every conversation as it is now.'),
    complete: z
      .boolean()
      .describe('False: the log holds more. Ask again, with the cursors after these entries.'),
    blocked: wireBlocks,
    pins: wirePins.optional().describe('Missing from nodes of earlier versions.'),
    erasures: z
      .string()
      .optional()
      .describe(
        'Changes when a user is erased. A client that has kept messages or names since it had another value may have ' +
          'missed the event `erased`: it reads the names again, and the messages of the conversations whose `erasures` ' +
          'have changed. Missing from nodes of earlier versions.',
      ),
  })
  .meta({ id: 'SyncResult', description: 'What the log holds beyond the cursors of the client.' });
export type SyncResult = z.infer<typeof syncResult>;

/** The events that read the log. */
export const logEvents = {
  sync: clientEvent({
    summary: 'Answers the log beyond the cursors, and all conversations as they are now.',
    description:
      'Of a conversation that no cursor names it answers no entries: its newest message is in `conversations`, and ' +
      '`history` has the others. `continued`: the answer before this one was not complete.',
    sender: 'user',
    scope: 'read',
    work: 'send',
    payload: z.strictObject({ cursors, continued: z.boolean().optional() }),
    answer: answered(syncResult.shape),
    errors: [],
    example: {
      payload: { cursors: { [EXAMPLE.conversation]: 0 } },
      answer: {
        ok: true,
        entries: [exampleEntry],
        conversations: [exampleConversation],
        complete: true,
        blocked: { version: 0, users: [] },
      },
    },
  }),
  history: clientEvent({
    summary: 'Answers a page of the log of a conversation: before, after or around a seq; else the newest.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z
      .strictObject({
        conversation: uuid,
        before: seq.optional(),
        after: seq.optional(),
        around: seq.optional(),
        limit: z.number().int().min(1).max(200).optional(),
      })
      .refine(
        ({ before, after, around }) => [before, after, around].filter((seq) => seq !== undefined).length <= 1,
        'must name at most one of before, after and around',
      ),
    answer: answered(historyPage.shape),
    errors: [],
    example: {
      payload: { conversation: EXAMPLE.conversation, before: 43, limit: 10 },
      answer: { ok: true, entries: [exampleEntry], from: 42, to: 42, start: false, end: true },
    },
  }),
  replies: clientEvent({
    summary: 'Answers a page of the replies to a message of a conversation, oldest first.',
    description: 'Deleted replies are left out. The next page begins after the last seq of this one.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({
      conversation: uuid,
      seq: seq.describe('The seq of the replied message.'),
      after: seq.optional(),
      limit: z.number().int().min(1).max(200).optional(),
    }),
    answer: answered({ entries: z.array(wireEntry), more: z.boolean() }),
    errors: ['not_found'],
    example: {
      payload: { conversation: EXAMPLE.conversation, seq: 1 },
      answer: { ok: true, entries: [{ ...exampleEntry, replyTo: 1 }], more: false },
    },
  }),
  list_link_cards: clientEvent({
    summary: 'Answers what the pages say about themselves to which the first links of messages lead.',
    description:
      'The server requests a page once, when the message is sent, and only if the operator has switched that on; reading ' +
      'requests nothing. Of the seqs in `waiting` the page is being requested: ask again in a second or two. Messages ' +
      'without a card are left out.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: z.strictObject({ conversation: uuid, seqs: z.array(seq).min(1).max(MAX_LINK_CARDS) }),
    answer: answered({
      cards: z.array(z.strictObject({ seq, card: wireLinkCard })),
      waiting: z.array(seq),
    }),
    errors: [],
    example: {
      payload: { conversation: EXAMPLE.conversation, seqs: [1] },
      answer: {
        ok: true,
        cards: [{ seq: 1, card: { title: 'Opening hours', description: 'Of the library', site: 'Library' } }],
        waiting: [],
      },
    },
  }),
  search: clientEvent({
    summary: 'Answers a page of the messages that match a query, newest first.',
    description: 'The query has words, "phrases", `OR`, `-word`, and filters such as `from:` and `after:`.',
    sender: 'user',
    scope: 'read',
    work: 'read',
    payload: searchQuery,
    answer: answered(searchResult.shape),
    errors: [],
    example: {
      payload: {
        query: 'hello',
        before: { at: '2026-11-28T10:00:00.000Z', conversation: EXAMPLE.conversation, seq: 43 },
      },
      answer: { ok: true, entries: [exampleEntry], more: false, unclear: [] },
    },
  }),
} as const;
