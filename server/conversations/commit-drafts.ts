import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { codeOf } from '@/db/embedded/errors';
import { fail, type QuadError } from '@/protocol/errors';
import type { WireMessage } from '@/protocol/messages';
import type { ActivityRecord } from '@/server/activity/store';
import type { PairState } from '@/server/safety/store/blocks';
import { type AcceptedDraft, checkDraft, lockAndRead, type ResolvedDraft } from './check-draft';
import { columnsOf, type Draft, type Sender, type SendResult, userIdOf } from './draft';
import { type OutboxEvent, type OutboxRow, viewEvents } from './events';
import { type AppendedEntry, fanOut, sentAs } from './fan-out';
import { collectRequestChanges } from './request-changes';
import { type Resolved, resolve } from './resolve';
import type { LockedConversation } from './store/conversations';
import { findSent, type SentRow } from './store/entries';
import { insertOutbox } from './store/outbox';
import { type RequestChange, setRequests } from './store/requests';
import { readViews } from './store/views';
import { type NewEntry, type NewMessage, writeEntries } from './store/write-entries';

export type Outcome = { sent: SendResult } | { refused: QuadError };

/**
 * Writes messages to the log in one transaction, in the order given: message, entries, recipients and outbox [D1][D10].
 * Each draft is stored whole or refused whole [D2]. A draft that repeats a client id of its sender gets the first
 * result if it is the same message [D3], and is refused if it is another [N3]. The number of statements does not depend
 * on the number of messages or readers; the statements take four round trips: find the conversations, lock and read,
 * write, commit. Throws when nothing could be committed; `isClientIdTaken` tells whether the cause was a client id that
 * another transaction used first.
 */
export async function commitDrafts(
  db: Db,
  drafts: Draft[],
): Promise<{ outcomes: Outcome[]; outbox: OutboxRow[] }> {
  return db.transaction(async (client) => {
    const resolved = await resolve(client, drafts);
    const { locked, earlier, members, ...facts } = await lockAndRead(client, drafts, resolved);
    const outcomes: (Outcome | undefined)[] = drafts.map((draft, n) => {
      const rows = earlier[n] as SentRow[];
      const resolution = resolved[n] as Resolved;
      if (rows.length > 0) return replayOf(draft, rows);
      return 'refused' in resolution ? resolution : undefined;
    });

    const [first] = locked.values();
    const transactionTime = first?.now.toISOString() ?? '';
    const messages: NewMessage[] = [];
    const entries: NewEntry[] = [];
    const mentions: { messageId: string; userId: string }[] = [];
    const activity: ActivityRecord[] = [];
    const events: OutboxEvent[] = [];
    const stored = new Set<string>();
    const requests = collectRequestChanges(ownRequests(facts.pairStates));
    const repeated: number[] = [];
    for (const [n, draft] of drafts.entries()) {
      if (outcomes[n]) continue;
      if (stored.has(keyOf(draft))) {
        repeated.push(n);
        continue;
      }
      const accepted = checkDraft(draft, resolved[n] as ResolvedDraft, locked, facts);
      if ('refused' in accepted) {
        outcomes[n] = accepted;
        continue;
      }
      stored.add(keyOf(draft));
      const message = messageOf(accepted, draft, transactionTime);
      messages.push({ id: message.id, ...columnsOf(draft) });
      mentions.push(...accepted.mentions.map(({ userId }) => ({ messageId: message.id, userId })));
      activity.push(activityOf(draft));
      for (const id of accepted.conversationIds)
        requests.note(locked.get(id) as LockedConversation, userIdOf(draft.sender));
      const appended = appendToLogs(accepted, locked);
      for (const { conversation, at } of appended)
        entries.push({ conversationId: conversation.id, seq: at.seq, messageId: message.id, change: false });
      const fannedOut = fanOut(message, appended, members, userIdOf(draft.sender), accepted.subjectReaders);
      events.push(...fannedOut.events);
      outcomes[n] = { sent: fannedOut.sent };
    }
    const [outbox, changedRequests] = await Promise.all([
      writeEntries(client, { messages, entries, mentions, activity, events }),
      setRequests(client, requests.changes()),
    ]);
    outbox.push(...(await publishAccepted(client, changedRequests)));

    // These drafts repeat a client id of the same batch: each gets the result of the first draft with that id.
    if (repeated.length > 0) {
      const sent = await findSent(
        client,
        repeated.map((n) => columnsOf(drafts[n] as Draft)),
      );
      repeated.forEach((n, i) => {
        outcomes[n] = replayOf(drafts[n] as Draft, sent[i] as SentRow[]);
      });
    }
    return { outcomes: outcomes as Outcome[], outbox };
  });
}

/** Returns the pairs `<user>:<other>` of users who have their direct conversation as a message request. */
function ownRequests(pairStates: ReadonlyMap<string, PairState>): Set<string> {
  return new Set([...pairStates].filter(([, { request }]) => request).map(([pair]) => pair));
}

/** Inserts the events that tell users' devices about requests that the users accepted by answering. */
async function publishAccepted(client: PoolClient, changed: RequestChange[]): Promise<OutboxRow[]> {
  const accepted = changed.filter(({ request }) => request === null);
  const events: OutboxEvent[] = [];
  for (const { userId, conversationId } of accepted)
    events.push(...viewEvents(await readViews(client, [userId], [conversationId]), [userId]));
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
function appendToLogs(
  { conversationIds, answers }: AcceptedDraft,
  locked: Map<string, LockedConversation>,
): AppendedEntry[] {
  return conversationIds.map((id) => {
    const conversation = locked.get(id) as LockedConversation;
    conversation.head += 1;
    const seq = conversation.head;
    const replyTo = answers.get(id);
    return {
      conversation,
      at: { seq, rev: seq, ...(replyTo !== undefined && { replyTo }) },
      subject: replyTo,
    };
  });
}

function messageOf({ mentions }: AcceptedDraft, draft: Draft, at: string): WireMessage {
  return {
    id: randomUUID(),
    clientId: draft.clientId,
    from: fromOf(draft.sender),
    ...draft.content,
    at,
    ...(mentions.length > 0 && { mentions: mentions.map(({ username, name }) => ({ id: username, name })) }),
  };
}

function fromOf(sender: Sender): WireMessage['from'] {
  return sender.kind === 'user'
    ? { kind: 'user', id: sender.username, name: sender.name }
    : { kind: 'bot', id: sender.botId, name: sender.botId };
}

function activityOf({ sender, activity }: Draft) {
  return sender.kind === 'user'
    ? { userId: sender.userId, ...activity }
    : { botId: sender.botId, ...activity };
}

/** Returns the key that is unique per sender and message. */
const keyOf = ({ sender, clientId }: Draft) =>
  `${sender.kind === 'user' ? sender.userId : sender.botId}:${clientId}`;

/** Another transaction used one of the client ids meanwhile, for other conversations (PostgreSQL, 23505). */
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
