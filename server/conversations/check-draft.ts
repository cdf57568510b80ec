import type { PoolClient } from 'pg';
import { fail, type QuadError } from '@/protocol/errors';
import { blockedError, isBlocked } from '@/server/safety/policy';
import { findPairStates, type Pair, type PairState } from '@/server/safety/store/blocks';
import { columnsOf, type Draft, userIdOf } from './draft';
import { hasMembers } from './fan-out';
import { notInConversation, notInThatConversation } from './policy';
import { notLocated, type Resolved } from './resolve';
import {
  type ConversationIdentity,
  type LockedConversation,
  lockConversations,
  otherUserOf,
} from './store/conversations';
import { findActiveSockets } from './store/delivery-receipts';
import { findSent } from './store/entries';
import { entryRefKey } from './store/entry-ref';
import { findMembers, findOpenMemberships, type Member } from './store/memberships';
import { type Answered, findAnswered } from './store/write-entries';

/** A draft whose conversations were found. */
export type ResolvedDraft = Exclude<Resolved, { refused: QuadError }>;

/** The facts, for all drafts, that hold only while the conversations are locked. */
export interface LockedFacts {
  /** Open memberships of senders who must be members, as `<user>:<conversation>`. */
  openMemberships: Set<string>;
  /** Socket ids of connections that still hold a session. */
  activeSockets: Set<string>;
  /** The states of senders and the other users of conversations, by `<user>:<other>`. */
  pairStates: Map<string, PairState>;
  /** The entries of the messages that drafts reply to, by the replying draft. */
  answered: Map<Draft, Answered[]>;
}

/**
 * Locks the conversations and reads the facts that the drafts are checked against. The statements are sent together and
 * run one after another, so each sees the transactions that committed before the locks were taken.
 */
export async function lockAndRead(client: PoolClient, drafts: Draft[], resolved: Resolved[]) {
  const going = drafts.flatMap((draft, n) => {
    const target = resolved[n] as Resolved;
    return 'refused' in target ? [] : [{ ...target, draft, userId: userIdOf(draft.sender) }];
  });
  const wanted = new Map(
    going.flatMap((resolvedDraft) =>
      resolvedDraft.conversations.map((conversation) => [conversation.id, conversation]),
    ),
  );
  const answering = going.filter(({ draft }) => draft.replyTo !== null);
  const [locked, earlier, activeSockets, openMemberships, pairStates, answered, members] = await Promise.all([
    lockConversations(client, [...wanted.keys()]),
    findSent(client, drafts.map(columnsOf)),
    findActiveSockets(
      client,
      drafts.flatMap(({ socketId }) => socketId ?? []),
    ),
    findOpenMemberships(
      client,
      going.flatMap(({ mustBeIn, userId, conversations }) =>
        mustBeIn && userId !== null ? conversations.map(({ id }) => ({ userId, conversationId: id })) : [],
      ),
    ),
    findPairStates(
      client,
      going.flatMap(({ userId, conversations }) =>
        userId === null ? [] : conversations.flatMap((known) => pairWithOther(known, userId)),
      ),
    ),
    findAnswered(
      client,
      answering.map(({ draft, userId, conversations }) => ({
        messageId: draft.replyTo as string,
        userId,
        conversationIds: conversations.map(({ id }) => id),
      })),
    ),
    findMembers(
      client,
      [...wanted.values()].filter(({ kind, members }) => hasMembers(kind) && !members).map(({ id }) => id),
    ),
  ]);
  for (const { id, members: found } of wanted.values()) if (found) members.set(id, found);
  return {
    locked,
    earlier,
    members,
    activeSockets,
    openMemberships,
    pairStates: new Map(pairStates.map((pair) => [`${pair.userId}:${pair.otherId}`, pair])),
    answered: new Map(answering.map(({ draft }, n) => [draft, answered.filter((row) => row.n === n)])),
  };
}

function pairWithOther(known: ConversationIdentity, userId: string): Pair[] {
  const otherId = otherUserOf(known, userId);
  return otherId === null ? [] : [{ userId, otherId, contact: known.kind === 'direct' }];
}

/** A draft that passed all checks. */
export interface AcceptedDraft {
  conversationIds: string[];
  mentions: Member[];
  /** The seq of the message that the draft replies to, by conversation id. */
  answers: Map<string, number>;
  /** The ids of the users who may read that message, for groups, by `entryRefKey`. */
  subjectReaders: Map<string, Set<string>>;
}

/**
 * Checks that the sender may write to the conversations and reply to the message, and removes the nearby feeds of
 * blocked pairs.
 */
export function checkDraft(
  draft: Draft,
  { conversations, mustBeIn, mentions }: ResolvedDraft,
  locked: Map<string, LockedConversation>,
  { activeSockets, openMemberships, pairStates, answered }: LockedFacts,
): AcceptedDraft | { refused: QuadError } {
  if (draft.socketId !== null && !activeSockets.has(draft.socketId)) return { refused: connectionReplaced() };
  const userId = userIdOf(draft.sender);
  const isClosed = ({ id }: ConversationIdentity) =>
    !locked.has(id) || (mustBeIn !== null && !openMemberships.has(`${userId}:${id}`));
  const closed = conversations.find(isClosed);
  if (closed && mustBeIn === 'building') return { refused: notLocated() };
  if (closed)
    return {
      refused:
        userId === null ? notInConversation('address') : notInThatConversation(userId, closed, 'address'),
    };
  if (mustBeIn === 'conversation' && conversations.some(({ kind }) => kind === 'nearby'))
    return {
      refused: fail(
        'bad_request',
        'A feed of messages nearby cannot be written to by its id. Write to the people in range instead.',
        { field: 'address' },
      ),
    };
  const blockedPairOf = (known: ConversationIdentity) => {
    const pair = userId === null ? undefined : pairStates.get(`${userId}:${otherUserOf(known, userId)}`);
    return pair && isBlocked(pair) ? pair : undefined;
  };
  const recipients = conversations.filter((known) => known.kind !== 'nearby' || !blockedPairOf(known));
  const blockedPair = recipients.map(blockedPairOf).find((pair) => pair !== undefined);
  if (blockedPair) return { refused: blockedError(blockedPair, 'address') };
  const found = answered.get(draft) ?? [];
  if (draft.replyTo !== null && !found.some((row) => row.readable)) return { refused: noSuchParent() };
  const answers = new Map(found.map((row) => [row.conversationId, row.seq]));
  const subjectReaders = new Map(found.map((row) => [entryRefKey(row), new Set(row.readers)]));
  return { conversationIds: recipients.map(({ id }) => id), mentions, answers, subjectReaders };
}

/**
 * A node that hung processes old requests when it resumes. Its client has meanwhile moved to another node, which may
 * have refused the same message.
 */
const connectionReplaced = () =>
  fail('unavailable', 'Another connection replaced this one. Try again on that connection.');
const noSuchParent = () =>
  fail('not_found', 'The message to reply to is not in this conversation.', { field: 'replyTo' });
