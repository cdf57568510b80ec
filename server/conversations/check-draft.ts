import type { PoolClient } from 'pg';
import { fail, type QuadError } from '@/server/errors';
import { blockedError } from '@/server/safety/policy';
import { type BlockedPair, findBlockedPairs } from '@/server/safety/store/blocks';
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
import { entryRefKey, findMembers, findOpenMemberships, type Member } from './store/memberships';
import { type Answered, findAnswered } from './store/write-entries';

/** A draft whose conversations are found. */
export type ResolvedDraft = Exclude<Resolved, { refused: QuadError }>;

/** What only the conversations' locks can settle, of all drafts. */
export interface LockedFacts {
  /** Who is in what, of those who must be, as `<user>:<conversation>`. */
  inside: Set<string>;
  /** The connections by which sessions go on. */
  activeSockets: Set<string>;
  /** Between whom something stands, by `<user>:<other>`. */
  blockedPairs: Map<string, BlockedPair>;
  /** Where the messages that are answered stand, by the draft that answers. */
  answered: Map<Draft, Answered[]>;
}

/**
 * Locks the conversations, and reads what is to be known under their locks: the statements travel together and run one
 * after another, each seeing what was committed before the locks were had.
 */
export async function lockAndRead(client: PoolClient, drafts: Draft[], resolved: Resolved[]) {
  const going = drafts.flatMap((draft, n) => {
    const target = resolved[n] as Resolved;
    return 'refused' in target ? [] : [{ ...target, draft, userId: userIdOf(draft.sender) }];
  });
  const wanted = new Map(
    going.flatMap((resolvedDraft) => resolvedDraft.conversations.map((place) => [place.id, place])),
  );
  const answering = going.filter(({ draft }) => draft.replyTo !== null);
  const [locked, earlier, activeSockets, inside, blockedPairs, answered, members] = await Promise.all([
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
    findBlockedPairs(
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
    inside,
    blockedPairs: new Map(blockedPairs.map((pair) => [`${pair.userId}:${pair.otherId}`, pair])),
    answered: new Map(answering.map(({ draft }, n) => [draft, answered.filter((row) => row.n === n)])),
  };
}

function pairWithOther(known: ConversationIdentity, userId: string): { userId: string; otherId: string }[] {
  const otherId = otherUserOf(known, userId);
  return otherId === null ? [] : [{ userId, otherId }];
}

/** A draft that may be stored. */
export interface AcceptedDraft {
  conversationIds: string[];
  mentions: Member[];
  /** Seq of what it answers, by conversation. */
  answers: Map<string, number>;
  /** Who may read that, in groups, by its `entryRefKey`. */
  subjectReaders: Map<string, Set<string>>;
}

/** Settles that the sender is in the conversations, who takes it, and what is answered. */
export function checkDraft(
  draft: Draft,
  { conversations, mustBeIn, mentions }: ResolvedDraft,
  locked: Map<string, LockedConversation>,
  { activeSockets, inside, blockedPairs, answered }: LockedFacts,
): AcceptedDraft | { refused: QuadError } {
  if (draft.socketId !== null && !activeSockets.has(draft.socketId)) return { refused: connectionReplaced() };
  const userId = userIdOf(draft.sender);
  const isClosed = ({ id }: ConversationIdentity) =>
    !locked.has(id) || (mustBeIn !== null && !inside.has(`${userId}:${id}`));
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
        'A feed of posts nearby cannot be written to by its id. Write to the people in range instead.',
        { field: 'address' },
      ),
    };
  const blockedPairOf = (known: ConversationIdentity) =>
    userId === null ? undefined : blockedPairs.get(`${userId}:${otherUserOf(known, userId)}`);
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
 * A node that hung goes on with what came before; meanwhile its client went on with another node, and may have been
 * refused there what would be stored here.
 */
const connectionReplaced = () =>
  fail('unavailable', 'Another connection replaced this one. Try again on that connection.');
const noSuchParent = () =>
  fail('not_found', 'The message to reply to is not in this conversation.', { field: 'replyTo' });
