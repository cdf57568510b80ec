import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { WireMessage } from '@/protocol/messages';
import { fail, type QuadError } from '@/server/errors';
import type { Node } from '@/server/node';
import { keptApart } from '@/server/safety/policy';
import { findApart } from '@/server/safety/store/blocks';
import type { Draft, Sender, Sent } from './draft';
import type { OutboxEvent, OutboxRow } from './events';
import { hasMembers, type Placed, sentAs, tellOf } from './place';
import { notLocated, type Resolved, resolve } from './resolve';
import { findAnswered, insertMessages, type NewEntry, writeEntries } from './store/append';
import { type Locked, lockConversations, otherOf } from './store/conversations';
import { findSent } from './store/entries';
import { type Member, membersOf, openOf } from './store/memberships';

export type Outcome = { sent: Sent } | { refused: QuadError };

/**
 * Puts messages into the log in one transaction, in the order given: message, seqs, recipients and outbox [D1][D10].
 * Each is stored whole or refused by itself, and then nothing of it is stored [D2]. One whose sender used its client
 * id before has the first result [D3]. The number of statements does not depend on how many messages or readers
 * there are. Throws when nothing could be committed.
 */
export async function commitDrafts(
  db: Node['db'],
  drafts: Draft[],
): Promise<{ outcomes: Outcome[]; outbox: OutboxRow[] }> {
  return db.transaction(async (client) => {
    const resolved = await resolve(client, drafts);
    const wanted = resolved.flatMap((one) => ('refused' in one ? [] : one.conversationIds));
    const locked = await lockConversations(client, [...new Set(wanted)]);
    const checked = await check(client, drafts, resolved, locked);

    const passed = drafts.flatMap((draft, n) => {
      const one = checked[n] as Checked;
      return 'refused' in one ? [] : [{ ...one, draft, n, id: randomUUID() }];
    });
    const stored = await insertMessages(
      client,
      passed.map(({ id, draft }) => ({ id, ...columnsOf(draft) })),
    );
    const listed = [...locked.values()].filter(({ kind }) => hasMembers(kind)).map(({ id }) => id);
    const members = listed.length === 0 ? new Map<string, Member[]>() : await membersOf(client, listed);

    const outcomes: (Outcome | undefined)[] = drafts.map(() => undefined);
    const entries: NewEntry[] = [];
    const events: OutboxEvent[] = [];
    const fresh = passed.filter(({ id }) => stored.has(id));
    for (const one of fresh) {
      const message = messageOf(one, stored.get(one.id) as Date);
      const placed = place(one, locked);
      for (const { conversation, at } of placed)
        entries.push({ conversationId: conversation.id, seq: at.seq, messageId: one.id, change: false });
      const told = tellOf(message, placed, members, userIdOf(one.draft.sender));
      events.push(...told.events);
      outcomes[one.n] = { sent: told.sent };
    }
    const outbox = await writeEntries(client, {
      entries,
      mentions: fresh.flatMap(({ id, mentions }) =>
        mentions.map(({ userId }) => ({ messageId: id, userId })),
      ),
      activity: fresh.map(({ draft }) => activityOf(draft)),
      events,
    });

    // Sent before, or refused now; and what is refused now may have been sent before, too.
    const rest = drafts.flatMap((_, n) => (outcomes[n] ? [] : [n]));
    const earlier = await sentBefore(
      client,
      rest.map((n) => drafts[n] as Draft),
    );
    rest.forEach((n, i) => {
      const sent = earlier[i];
      const one = checked[n] as Checked;
      outcomes[n] = sent ? { sent } : 'refused' in one ? one : { refused: vanished() };
    });
    return { outcomes: outcomes as Outcome[], outbox };
  });
}

/** A draft that may be stored. */
interface Passed {
  conversationIds: string[];
  mentions: Member[];
  /** Seq of what it answers, by conversation. */
  answers: Map<string, number>;
}
type Checked = Passed | { refused: QuadError };

/** Settles what only the conversations' locks can settle: that the sender is in them, who takes it, and what is answered. */
async function check(
  client: PoolClient,
  drafts: Draft[],
  resolved: Resolved[],
  locked: Map<string, Locked>,
): Promise<Checked[]> {
  const going = drafts.flatMap((draft, n) => {
    const one = resolved[n] as Resolved;
    return 'refused' in one ? [] : [{ ...one, draft, userId: userIdOf(draft.sender) }];
  });
  const pairs = going.flatMap(({ mustBeIn, userId, conversationIds }) =>
    mustBeIn && userId !== null ? conversationIds.map((conversationId) => ({ userId, conversationId })) : [],
  );
  const inside = pairs.length === 0 ? new Set<string>() : await openOf(client, pairs);
  const otherIn = (id: string, userId: string) => otherOf(locked.get(id), userId);
  const facing = going.flatMap(({ userId, conversationIds }) =>
    userId === null
      ? []
      : conversationIds.flatMap((id) => {
          const otherId = otherIn(id, userId);
          return otherId === null ? [] : [{ userId, otherId }];
        }),
  );
  const apart = new Map(
    (facing.length === 0 ? [] : await findApart(client, facing)).map((one) => [
      `${one.userId}:${one.otherId}`,
      one,
    ]),
  );
  const answering = going.filter(({ draft }) => draft.replyTo !== null);
  const answered =
    answering.length === 0
      ? []
      : await findAnswered(
          client,
          answering.map(({ draft, ...one }) => ({ ...one, messageId: draft.replyTo as string })),
        );

  return drafts.map((draft, n): Checked => {
    const one = resolved[n] as Resolved;
    if ('refused' in one) return one;
    const { conversationIds, mustBeIn, mentions } = one;
    const userId = userIdOf(draft.sender);
    const shut = (id: string) => !locked.has(id) || (mustBeIn !== null && !inside.has(`${userId}:${id}`));
    if (conversationIds.some(shut)) return { refused: mustBeIn === 'building' ? notLocated() : notInside() };
    if (mustBeIn === 'conversation' && conversationIds.some((id) => locked.get(id)?.kind === 'nearby'))
      return { refused: fail('bad_request', 'Write to the people in range instead.', { field: 'address' }) };
    const standing = (id: string) =>
      userId === null ? undefined : apart.get(`${userId}:${otherIn(id, userId)}`);
    const told = conversationIds.filter((id) => locked.get(id)?.kind !== 'nearby' || !standing(id));
    const shutOut = told.map(standing).find((one) => one !== undefined);
    if (shutOut) return { refused: keptApart(shutOut, 'address') };
    const found = answered.filter((row) => answering[row.n]?.draft === draft);
    if (draft.replyTo !== null && !found.some((row) => row.readable)) return { refused: notThere() };
    const answers = new Map(found.map((row) => [row.conversationId, row.seq]));
    return { conversationIds: told, mentions, answers };
  });
}

/** Takes the next seq of each conversation. */
function place({ conversationIds, answers }: Passed, locked: Map<string, Locked>): Placed[] {
  return conversationIds.map((id) => {
    const conversation = locked.get(id) as Locked;
    conversation.head += 1;
    const seq = conversation.head;
    const replyTo = answers.get(id);
    return { conversation, at: { seq, rev: seq, ...(replyTo !== undefined && { replyTo }) } };
  });
}

/** What the first sends under the same client ids did. */
async function sentBefore(client: PoolClient, drafts: Draft[]): Promise<(Sent | null)[]> {
  if (drafts.length === 0) return [];
  const rows = await findSent(
    client,
    drafts.map((draft) => {
      const { senderId, botId, clientId } = columnsOf(draft);
      return { userId: senderId, botId, clientId };
    }),
  );
  return drafts.map(({ sender }, i) => (rows[i]?.length ? sentAs(userIdOf(sender), rows[i]) : null));
}

function messageOf({ id, draft, mentions }: Passed & { id: string; draft: Draft }, at: Date): WireMessage {
  return {
    id,
    clientId: draft.clientId,
    from: fromOf(draft.sender),
    text: draft.text,
    at: at.toISOString(),
    ...(mentions.length > 0 && { mentions: mentions.map(({ username, name }) => ({ id: username, name })) }),
  };
}

function fromOf(sender: Sender): WireMessage['from'] {
  return sender.kind === 'user'
    ? { kind: 'user', id: sender.username, name: sender.name }
    : { kind: 'bot', id: sender.botId, name: sender.botId };
}

function columnsOf({ sender, clientId, text, replyTo }: Draft) {
  const botId = sender.kind === 'bot' ? sender.botId : null;
  return { senderId: userIdOf(sender), botId, clientId, text, replyTo };
}

function activityOf({ sender, activity }: Draft) {
  return sender.kind === 'user'
    ? { userId: sender.userId, ...activity }
    : { botId: sender.botId, ...activity };
}

const userIdOf = (sender: Sender) => (sender.kind === 'user' ? sender.userId : null);

const notInside = () =>
  fail('forbidden', 'You are not in that conversation. Join it, or ask somebody in it.', {
    field: 'address',
  });
const notThere = () =>
  fail('not_found', 'The message that this answers is not in that conversation.', { field: 'replyTo' });
/** Its client id is taken, and what took it is in no conversation any more. */
const vanished = () => fail('conflict', 'That message was sent before, and is gone.', { field: 'clientId' });
