import { fail, type QuadError } from '@/protocol/errors';
import type { WireAttachment } from '@/protocol/messages';
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
  /** The attachments as readers see them. */
  attachments: WireAttachment[];
}

/**
 * Checks that the sender may write to the conversations and reply to the message, and removes the nearby feeds of
 * blocked pairs.
 */
export function checkDraft(
  draft: Draft,
  { conversations, mustBeIn, mentions }: ResolvedDraft,
  { activeSockets, openMemberships, pairStates, answered, attachments: unused }: LockedFacts,
): AcceptedDraft | { refused: QuadError } {
  if (draft.socketId !== null && !activeSockets.has(draft.socketId)) return { refused: connectionReplaced() };
  const userId = userIdOf(draft.sender);
  const member = userId ?? (draft.sender as { botId: string }).botId;
  const closed =
    mustBeIn === 'conversation'
      ? conversations.find(({ id }) => !openMemberships.has(`${member}:${id}`))
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
  // A bot is in the whole of a conversation.
  if (draft.replyTo !== null && !found.some((row) => userId === null || row.readable))
    return { refused: noSuchParent() };
  const answers = new Map(found.map((row) => [row.conversationId, row.seq]));
  const subjectReaders = new Map(found.map((row) => [entryRefKey(row), new Set(row.readers)]));
  const attachments = attachmentsOf(draft, recipients, unused);
  if ('refused' in attachments) return attachments;
  return { conversations: recipients, mentions, answers, subjectReaders, attachments };
}

/** Returns the attachments of a draft as readers see them, or why it cannot have them there. */
function attachmentsOf(
  { content: { attachments = [] }, attachTo = [] }: Draft,
  conversations: LockedConversation[],
  unused: LockedFacts['attachments'],
): WireAttachment[] | { refused: QuadError } {
  if (attachments.length > 0 && conversations.some(({ kind }) => !attachTo.includes(kind)))
    return {
      refused: fail('forbidden', 'Photos and files cannot be sent there.', { field: 'attachments' }),
    };
  const found = attachments.flatMap(({ id, description }): WireAttachment[] => {
    const shown = unused.get(id);
    return shown ? [{ id, ...shown, ...(description !== undefined && { description }) }] : [];
  });
  return found.length === attachments.length ? found : { refused: noSuchAttachment() };
}

/**
 * A node that hung processes old requests when it resumes. Its client has meanwhile moved to another node, which may
 * have refused the same message.
 */
const connectionReplaced = () =>
  fail('unavailable', 'Another connection replaced this one. Try again on that connection.');
const noSuchAttachment = () =>
  fail('not_found', 'You have no such complete upload, or another message carries it. Upload it again.', {
    field: 'attachments',
  });
const noSuchParent = () =>
  fail('not_found', 'The message to reply to is not in this conversation.', { field: 'replyTo' });
