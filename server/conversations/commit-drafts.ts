import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { codeOf } from '@/db/embedded/errors';
import { fail, type QuadError } from '@/protocol/errors';
import type { WireMessage } from '@/protocol/messages';
import type { ActivityRecord } from '@/server/activity/store';
import { carry } from '@/server/attachments/store/messages';
import type { PairState } from '@/server/safety/store/blocks';
import { botEvents } from './calls-bots';
import { type AcceptedDraft, checkDraft } from './check-draft';
import { columnsOf, type Draft, type Sender, type SendResult, userIdOf } from './draft';
import { type OutboxEvent, type OutboxRow, viewEvents } from './events';
import { type AppendedEntry, fanOut, sentAs } from './fan-out';
import { type LockedFacts, lockAndRead } from './lock-and-read';
import { collectRequestChanges } from './request-changes';
import { type Resolved, type ResolvedDraft, resolve } from './resolve';
import { collectSentDrafts } from './sent-drafts';
import { deleteConversations } from './store/conversations';
import { findSent, type SentRow } from './store/entries';
import type { EntryRef } from './store/entry-ref';
import type { Target } from './store/lock-targets';
import { insertOutbox } from './store/outbox';
import { type RequestChange, setRequests } from './store/requests';
import { readViews } from './store/views';
import { type NewEntry, type NewMessage, writeEntries } from './store/write-entries';

export type Outcome = { sent: SendResult } | { refused: QuadError };

/**
 * Writes messages to the log in one transaction, in the order given: message, entries, recipients and outbox [D1][D10].
 * Each draft is stored whole or refused whole [D2]. A draft that repeats a client id of its sender gets the first
 * result if it is the same message [D3], and is refused if it is another [N3]. The number of statements does not depend
 * on the number of messages or readers; they take two round trips: lock and read, write and commit. The conversation of a
 * first message is created in the first one, and deleted in the second one if the message is refused; those of a message
 * to many people are created in a round trip between, after the limits.
 *
 * Also returns the stored entries that can notify a user.
 *
 * Throws when nothing could be committed; `isClientIdTaken` tells whether the cause was a client id that was used
 * before. Such a client id is found when the message is inserted; with `lookUp` it is looked up first.
 */
export async function commitDrafts(
  db: Db,
  drafts: Draft[],
  { lookUp }: { lookUp: boolean },
): Promise<{ outcomes: Outcome[]; outbox: OutboxRow[]; stored: EntryRef[] }> {
  return db.pipeline(async (client) => {
    const { targets, earlier, facts } = await lockAndRead(client, drafts, { lookUp });
    const resolved = await resolve(client, drafts, targets, facts);
    const outcomes: (Outcome | undefined)[] = drafts.map((draft, n) => {
      const resolution = resolved[n] as Resolved;
      const rows = earlier[n] ?? [];
      if (rows.length > 0) return replayOf(draft, rows);
      return 'refused' in resolution ? resolution : undefined;
    });

    const messages: NewMessage[] = [];
    const entries: NewEntry[] = [];
    const mentions: { messageId: string; userId: string }[] = [];
    const carried: { id: string; messageId: string }[] = [];
    const activity: ActivityRecord[] = [];
    const events: OutboxEvent[] = [];
    const notable: EntryRef[] = [];
    const stored = new Set<string>();
    const sentDrafts = collectSentDrafts();
    const requests = collectRequestChanges(ownRequests(facts.pairStates));
    /** Drafts that may repeat a send: of this batch, or an earlier one, which has its result even if refused now. */
    const repeated: number[] = [];
    let transactionTime = '';
    for (const [n, draft] of drafts.entries()) {
      if (outcomes[n]) continue;
      if (stored.has(keyOf(draft))) {
        repeated.push(n);
        continue;
      }
      const resolution = resolved[n] as ResolvedDraft;
      const accepted = checkDraft(draft, resolution, facts);
      if ('refused' in accepted) {
        outcomes[n] = accepted;
        continue;
      }
      stored.add(keyOf(draft));
      for (const conversation of accepted.conversations) requests.note(conversation, userIdOf(draft.sender));
      const appended = appendToLogs(accepted);
      transactionTime ||= appended[0]?.conversation.now.toISOString() ?? '';
      const message = messageOf(accepted, draft, { at: transactionTime, bots: facts.authorisedBots });
      messages.push({ id: message.id, ...columnsOf(draft), attachments: accepted.attachments });
      for (const { id } of accepted.attachments) {
        carried.push({ id, messageId: message.id });
        facts.attachments.delete(id);
      }
      mentions.push(...accepted.mentions.map(({ userId }) => ({ messageId: message.id, userId })));
      activity.push(activityOf(draft));
      for (const { conversation, at } of appended)
        entries.push({ conversationId: conversation.id, seq: at.seq, messageId: message.id, change: false });
      notable.push(...notableOf(accepted, appended));
      const members = resolution.members.size > 0 ? resolution.members : facts.members;
      const fannedOut = fanOut(message, appended, members, userIdOf(draft.sender), accepted.subjectReaders);
      events.push(...fannedOut.events, ...botEvents(draft, message.id, accepted.conversations, facts.users));
      sentDrafts.note(draft, fannedOut.sent.entries);
      outcomes[n] = { sent: fannedOut.sent };
    }
    if (!lookUp)
      for (const [n, outcome] of outcomes.entries()) if (outcome && 'refused' in outcome) repeated.push(n);

    events.push(...sentDrafts.events());
    const written = { messages, entries, mentions, activity, sentDrafts: sentDrafts.all(), events };
    const requestChanges = requests.changes();
    const unused = newWithout(entries, targets.flat());
    if (repeated.length === 0 && !requestChanges.some(isAccepted)) {
      // After an error of a statement the COMMIT is a ROLLBACK.
      // Memberships are locked before marks, as by every transaction that locks both.
      const [, outbox] = await Promise.all([
        setRequests(client, requestChanges),
        writeEntries(client, written),
        carry(client, carried),
        deleteConversations(client, unused),
        client.query('COMMIT'),
      ]);
      return { outcomes: outcomes as Outcome[], outbox, stored: notable };
    }
    const [changedRequests, outbox] = await Promise.all([
      setRequests(client, requestChanges),
      writeEntries(client, written),
      carry(client, carried),
      deleteConversations(client, unused),
    ]);
    outbox.push(...(await publishAccepted(client, changedRequests)));
    const sent = await findSent(
      client,
      repeated.map((n) => columnsOf(drafts[n] as Draft)),
    );
    for (const [i, n] of repeated.entries()) {
      const rows = sent[i] as SentRow[];
      if (rows.length > 0) outcomes[n] = replayOf(drafts[n] as Draft, rows);
    }
    await client.query('COMMIT');
    return { outcomes: outcomes as Outcome[], outbox, stored: notable };
  });
}

/** Returns the ids of new conversations without an entry: their drafts were refused. */
function newWithout(entries: readonly NewEntry[], targets: readonly Target[]): string[] {
  const used = new Set(entries.map(({ conversationId }) => conversationId));
  const unused = targets.flatMap(({ conversation, isNew }) =>
    isNew && conversation && !used.has(conversation.id) ? [conversation.id] : [],
  );
  return [...new Set(unused)];
}

/** Returns the pairs `<user>:<other>` of users who have their direct conversation as a message request. */
function ownRequests(pairStates: ReadonlyMap<string, PairState>): Set<string> {
  return new Set(
    [...pairStates.values()].flatMap(({ userId, otherId, request }) =>
      request ? [`${userId}:${otherId}`] : [],
    ),
  );
}

const isAccepted = ({ request }: RequestChange) => request === null;

/** Inserts the events that tell users' devices about requests that the users accepted by answering. */
async function publishAccepted(client: PoolClient, changed: RequestChange[]): Promise<OutboxRow[]> {
  const accepted = changed.filter(isAccepted);
  if (accepted.length === 0) return [];
  // The plan of `readViews` for any values reads all memberships.
  const planned = client.query('SET LOCAL plan_cache_mode = auto');
  planned.catch(() => {}); // the next statement then fails as well
  const events: OutboxEvent[] = [];
  for (const { userId, conversationId } of accepted)
    events.push(...viewEvents(await readViews(client, [userId], [conversationId]), [userId]));
  await planned;
  return insertOutbox(client, events);
}

/** Returns the stored result of an earlier send, or a refusal when the earlier message was a different one. */
function replayOf({ sender, digest }: Draft, rows: SentRow[]): Outcome {
  const stored = rows[0]?.digest;
  return !stored || stored.equals(digest)
    ? { sent: sentAs(userIdOf(sender), rows) }
    : { refused: clientIdReused() };
}

/** Assigns the next seq of each conversation. */
function appendToLogs({ conversations, answers }: AcceptedDraft): AppendedEntry[] {
  return conversations.map((conversation) => {
    conversation.head += 1;
    const seq = conversation.head;
    const replyTo = answers.get(conversation.id);
    return {
      conversation,
      at: { seq, rev: seq, ...(replyTo !== undefined && { replyTo }) },
      subject: replyTo,
    };
  });
}

/** Returns the entries that can notify a user: in feeds of messages nearby only a mention or a reply does. */
function notableOf({ mentions, answers }: AcceptedDraft, appended: AppendedEntry[]): EntryRef[] {
  return appended
    .filter(({ conversation: { kind } }) => kind !== 'nearby' || mentions.length > 0 || answers.size > 0)
    .map(({ conversation, at }) => ({ conversationId: conversation.id, seq: at.seq }));
}

function messageOf(
  { mentions, attachments }: AcceptedDraft,
  draft: Draft,
  { at, bots }: { at: string; bots: LockedFacts['authorisedBots'] },
): WireMessage {
  return {
    id: randomUUID(),
    clientId: draft.clientId,
    from: fromOf(draft.sender, bots),
    text: draft.content.text,
    at,
    ...(mentions.length > 0 && { mentions: mentions.map(({ username, name }) => ({ id: username, name })) }),
    ...(attachments.length > 0 && { attachments }),
  };
}

function fromOf(sender: Sender, bots: LockedFacts['authorisedBots']): WireMessage['from'] {
  return sender.kind === 'user'
    ? { kind: 'user', id: sender.username, name: sender.name }
    : { kind: 'bot', id: sender.botId, name: bots.get(sender.botId) ?? sender.botId };
}

function activityOf({ sender, activity }: Draft) {
  return sender.kind === 'user'
    ? { userId: sender.userId, ...activity }
    : { botId: sender.botId, ...activity };
}

/** Returns the key that is unique per sender and message. */
const keyOf = ({ sender, clientId }: Draft) =>
  `${sender.kind === 'user' ? sender.userId : sender.botId}:${clientId}`;

/** A sender has used one of the client ids before (PostgreSQL, 23505). */
export const isClientIdTaken = (error: unknown) => codeOf(error) === '23505';
/** The client id belongs to a message with another text, address or reply. */
const clientIdReused = () =>
  fail('conflict', 'You sent a different message with this client id. Use a new id for each message.', {
    field: 'clientId',
  });
/** The client id is taken by a message that is in no conversation any more. */
export const messageGone = () =>
  fail('conflict', 'A message with this client id was sent before and no longer exists.', {
    field: 'clientId',
  });
