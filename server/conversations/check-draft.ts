import { fail, type QuadError } from '@/protocol/errors';
import { blockedError, isBlocked } from '@/server/safety/policy';
import { type Draft, userIdOf } from './draft';
import { type LockedFacts, pairKey } from './lock-and-read';
import { notInConversation, notInThatConversation } from './policy';
import type { ResolvedDraft } from './resolve';
import { type ConversationIdentity, type LockedConversation, otherUserOf } from './store/conversations';
import { entryRefKey } from './store/entry-ref';
import type { Member } from './store/memberships';

/** A draft that passed all checks. */
export interface AcceptedDraft {
  conversations: LockedConversation[];
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
  { activeSockets, openMemberships, pairStates, answered }: LockedFacts,
): AcceptedDraft | { refused: QuadError } {
  if (draft.socketId !== null && !activeSockets.has(draft.socketId)) return { refused: connectionReplaced() };
  const userId = userIdOf(draft.sender);
  const closed =
    mustBeIn === 'conversation'
      ? conversations.find(({ id }) => !openMemberships.has(`${userId}:${id}`))
      : undefined;
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
    const pair =
      userId === null
        ? undefined
        : pairStates.get(pairKey(userId, otherUserOf(known, userId), known.kind !== 'nearby'));
    return pair && isBlocked(pair) ? pair : undefined;
  };
  const recipients = conversations.filter((known) => known.kind !== 'nearby' || !blockedPairOf(known));
  const blockedPair = recipients.map(blockedPairOf).find((pair) => pair !== undefined);
  if (blockedPair) return { refused: blockedError(blockedPair, 'address') };
  const ids = new Set(conversations.map(({ id }) => id));
  const found = (answered.get(draft) ?? []).filter(({ conversationId }) => ids.has(conversationId));
  if (draft.replyTo !== null && !found.some((row) => row.readable)) return { refused: noSuchParent() };
  const answers = new Map(found.map((row) => [row.conversationId, row.seq]));
  const subjectReaders = new Map(found.map((row) => [entryRefKey(row), new Set(row.readers)]));
  return { conversations: recipients, mentions, answers, subjectReaders };
}

/**
 * A node that hung processes old requests when it resumes. Its client has meanwhile moved to another node, which may
 * have refused the same message.
 */
const connectionReplaced = () =>
  fail('unavailable', 'Another connection replaced this one. Try again on that connection.');
const noSuchParent = () =>
  fail('not_found', 'The message to reply to is not in this conversation.', { field: 'replyTo' });
