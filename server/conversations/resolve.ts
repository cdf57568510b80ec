import type { PoolClient } from 'pg';
import { fail, isQuadError, type QuadError } from '@/protocol/errors';
import { namesIn } from '@/texts/read';
import type { Draft } from './draft';
import { type LockedFacts, readPairStates } from './lock-and-read';
import { membersNamed, refusalOf } from './mentions';
import { keysOf } from './named-by';
import { notInConversation } from './policy';
import { type Beginning, beginConversations } from './store/begin-conversations';
import { type ConversationKey, directKey, type LockedConversation, lockByKey } from './store/conversations';
import type { Target } from './store/lock-targets';
import type { Member } from './store/memberships';

/**
 * The conversations of a draft, all locked. `members` are those of direct conversations found by their users. `mustBeIn`
 * says that the sender must be a member, and which kind of address the draft had.
 */
export interface ResolvedDraft {
  conversations: LockedConversation[];
  members: Map<string, Member[]>;
  mentions: Member[];
  mustBeIn: 'building' | 'conversation' | null;
}
export type Resolved = ResolvedDraft | { refused: QuadError };

/**
 * Returns the conversations of each draft. `targets` has what was found or created, and locked, under the names of each
 * draft. Creates and locks missing conversations. Refuses a draft with unknown users and names the first of them.
 */
export async function resolve(
  client: PoolClient,
  drafts: Draft[],
  targets: Target[][],
  facts: LockedFacts,
): Promise<Resolved[]> {
  const refused = drafts.map((draft, n) => refusalOfAddress(draft, targets[n] as Target[], facts));
  const begun = await begin(
    client,
    drafts.filter((_, n) => !refused[n]),
    targets.filter((_, n) => !refused[n]),
    facts,
  );
  return drafts.map((draft, n): Resolved => {
    const refusal = refused[n];
    if (refusal) return { refused: refusal };
    const keys = keysOf(draft.destination);
    const members = new Map<string, Member[]>();
    const conversations = (targets[n] as Target[]).map(({ other, conversation }, at) => {
      const { sender } = draft;
      const isDirect = other !== null && sender.kind === 'user';
      const key = isDirect ? directKey(sender.userId, other.userId) : keys[at]?.key;
      const found = conversation ?? (begun.get(key as string) as LockedConversation);
      if (isDirect) members.set(found.id, other.userId === sender.userId ? [other] : [sender, other]);
      return found;
    });
    const { to } = draft.destination;
    const mentions = membersNamed(namesIn(draft.content.text), facts.users);
    const tooMany = refusalOf(mentions);
    if (tooMany) return { refused: tooMany };
    return {
      conversations: [
        ...new Map(conversations.map((conversation) => [conversation.id, conversation])).values(),
      ],
      members,
      mentions,
      mustBeIn: to === 'building' || to === 'conversation' ? to : null,
    };
  });
}

/** Returns why nothing can be sent to the address; null when something can. */
function refusalOfAddress(draft: Draft, targets: Target[], facts: LockedFacts): QuadError | null {
  const { sender, destination } = draft;
  switch (destination.to) {
    case 'people': {
      const unknown = targets.findIndex(({ other }) => !other);
      if (unknown >= 0) return noSuchUser([...new Set(destination.users)][unknown] as string);
      return refusalToBegin(
        draft,
        targets.filter(({ conversation, isNew }) => isNew || !conversation).length,
      );
    }
    case 'feeds':
      return destination.userIds === null ? notSharing() : null;
    case 'conversation':
      if (sender.kind === 'bot' && !facts.authorisedBots.has(sender.botId)) return withdrawn();
      return targets[0]?.conversation ? null : notInConversation('address');
    case 'building': {
      const room = targets[0]?.conversation?.id;
      return room && sender.kind === 'user' && facts.rooms.get(sender.userId) === room ? null : notLocated();
    }
    case 'room':
      return sender.kind === 'bot' && !facts.authorisedBots.has(sender.botId) ? withdrawn() : null;
  }
}

/**
 * Creates and locks the conversations that are missing among the targets, in one round trip. Returns them by key. A
 * direct conversation is missing if its draft has many recipients, or if another transaction has created it meanwhile, so
 * the states of the pairs are read again under the locks.
 */
async function begin(
  client: PoolClient,
  drafts: Draft[],
  targets: Target[][],
  facts: LockedFacts,
): Promise<Map<string, LockedConversation>> {
  const missing: Beginning[] = [];
  for (const [n, { sender, destination }] of drafts.entries()) {
    const keys = keysOf(destination);
    for (const [at, { other, conversation }] of (targets[n] as Target[]).entries()) {
      if (conversation) continue;
      if (other && sender.kind === 'user') {
        const key = directKey(sender.userId, other.userId);
        missing.push({ kind: 'direct', key, users: [sender.userId, other.userId] });
      } else missing.push(keys[at] as ConversationKey);
    }
  }
  if (missing.length === 0) return new Map();
  const [, locked, pairStates] = await Promise.all([
    beginConversations(client, missing),
    lockByKey(
      client,
      missing.map(({ key }) => key),
    ),
    readPairStates(
      client,
      drafts.filter((_, n) => targets[n]?.some(({ conversation }) => !conversation)),
    ),
  ]);
  for (const [pair, state] of pairStates) facts.pairStates.set(pair, state);
  return locked;
}

function refusalToBegin({ begin }: Draft, count: number): QuadError | null {
  if (count === 0) return null;
  try {
    begin?.(count);
    return null;
  } catch (error) {
    if (isQuadError(error)) return error;
    throw error;
  }
}

/** Returns the error for a user who is in no building. */
const notLocated = () =>
  fail('not_located', 'You are not in a building that Quad knows. Share your position or choose a building.');
const noSuchUser = (username: string) =>
  fail('not_found', `There is no user ${username}. Nobody received the message.`, { field: 'users' });
const notSharing = () =>
  fail(
    'not_located',
    'Turn on sharing first: only people who share their place can write to people in range.',
  );
const withdrawn = () => fail('forbidden', 'An administrator has withdrawn the authorisation of this bot.');
