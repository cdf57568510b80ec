import type { PoolClient } from 'pg';
import { fail, isQuadError, type QuadError } from '@/protocol/errors';
import { namesIn } from '@/texts/read';
import type { Draft } from './draft';
import { membersNamed, refusalOf, spellings } from './mentions';
import { notInConversation } from './policy';
import {
  buildingKey,
  type ConversationIdentity,
  directKey,
  ensureConversations,
  findConversations,
  nearbyKey,
} from './store/conversations';
import { ensureDirect, findAddressees, findCurrentRooms, type Member } from './store/memberships';
import { usersByName } from './store/users';
import { holdAuthorisedBots } from './store/write-entries';

/**
 * A conversation that a draft goes into. `members` is set for a direct conversation found by its members, who never
 * change.
 */
type Target = ConversationIdentity & { members?: Member[] };

/**
 * The conversations of a draft. `mustBeIn` says that the sender must be a member, which is checked under the locks, and
 * which kind of address the draft had.
 */
export type Resolved =
  | { conversations: Target[]; mentions: Member[]; mustBeIn: 'building' | 'conversation' | null }
  | { refused: QuadError };

/**
 * Finds the conversations of all drafts: one statement for each kind of lookup, whatever the number of drafts, in one
 * round trip to the database. Creates missing direct conversations. Refuses a draft with unknown users and names the
 * first of them.
 */
export async function resolve(client: PoolClient, drafts: Draft[]): Promise<Resolved[]> {
  const mentioned = drafts.map(({ content }) => namesIn(content.text));
  const [users, addressees, { ids }, asked, rooms, authorised] = await Promise.all([
    usersByName(client, mentioned.flatMap(spellings)),
    findAddressees(client, drafts.flatMap(pairsOf)),
    ensureConversations(client, drafts.flatMap(keysOf)),
    findConversations(
      client,
      drafts.flatMap(({ destination }) => (destination.to === 'conversation' ? [destination.id] : [])),
    ),
    findCurrentRooms(
      client,
      drafts.flatMap(({ sender, destination }) =>
        destination.to === 'building' && sender.kind === 'user' ? [sender.userId] : [],
      ),
    ),
    holdAuthorisedBots(
      client,
      drafts.flatMap(({ sender }) => (sender.kind === 'bot' ? [sender.botId] : [])),
    ),
  ]);
  const tooMany = drafts.map((draft) => refusalToBegin(draft, beginningOf(draft).length));
  const missing = new Map(
    drafts
      .flatMap((draft, n) => (tooMany[n] ? [] : beginningOf(draft)))
      .map(({ by, userId }) => [`${by}:${userId}`, [by, userId] as const]),
  );
  const newDirects =
    missing.size === 0 ? new Map<string, string>() : await ensureDirect(client, [...missing.values()]);

  return drafts.map((draft, n): Resolved => {
    const refusedToBegin = tooMany[n];
    if (refusedToBegin) return { refused: refusedToBegin };
    const found = find(draft);
    if ('refused' in found) return found;
    const mentions = membersNamed(mentioned[n] ?? [], users);
    const refused = refusalOf(mentions);
    return refused ? { refused } : { conversations: found.in, mentions, mustBeIn: found.mustBeIn ?? null };
  });

  /**
   * Returns the users to whom the draft is the first direct message; an empty list when a user is unknown, because the
   * draft is refused then.
   */
  function beginningOf(draft: Draft) {
    const people = pairsOf(draft).map(({ userId, username }) => addressees.get(`${userId}:${username}`));
    return people.includes(undefined)
      ? []
      : people.flatMap((addressee) => (addressee && addressee.conversationId === null ? [addressee] : []));
  }

  function find({ sender, destination }: Draft): Found {
    switch (destination.to) {
      case 'people':
        return sender.kind === 'user' ? directs(sender, destination.users) : { in: [] };
      case 'feeds': {
        if (destination.userIds === null) return { refused: notSharing() };
        return {
          in: [...new Set(destination.userIds.map(nearbyKey))].map((key) => conversationByKey('nearby', key)),
        };
      }
      case 'conversation': {
        const conversation = asked.get(destination.id);
        return conversation
          ? { in: [conversation], mustBeIn: 'conversation' }
          : { refused: notInConversation('address') };
      }
      case 'building': {
        const room = sender.kind === 'user' ? rooms.get(sender.userId) : undefined;
        return room ? { in: [room], mustBeIn: 'building' } : { refused: notLocated() };
      }
      case 'room':
        return sender.kind === 'bot' && !authorised.has(sender.botId)
          ? { refused: withdrawn() }
          : { in: [conversationByKey('building', buildingKey(destination.buildingId))] };
    }
  }

  function directs({ userId, username, name }: Member, usernames: string[]): Found {
    const targets: Target[] = [];
    for (const to of new Set(usernames)) {
      const addressee = addressees.get(`${userId}:${to}`);
      if (!addressee) return { refused: unknown(to) };
      const { by: _, conversationId, ...other } = addressee;
      const key = directKey(userId, other.userId);
      const id = conversationId ?? (newDirects.get(key) as string);
      const members = other.userId === userId ? [other] : [{ userId, username, name }, other];
      targets.push({ id, kind: 'direct', key, members });
    }
    return { in: targets };
  }

  function conversationByKey(kind: ConversationIdentity['kind'], key: string): ConversationIdentity {
    return { id: ids.get(key) as string, kind, key };
  }
}

type Found = { in: Target[]; mustBeIn?: 'building' | 'conversation' } | { refused: QuadError };

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

function pairsOf({ sender, destination }: Draft): { userId: string; username: string }[] {
  if (destination.to !== 'people' || sender.kind !== 'user') return [];
  return destination.users.map((username) => ({ userId: sender.userId, username }));
}

function keysOf({ destination }: Draft): Pick<ConversationIdentity, 'kind' | 'key'>[] {
  switch (destination.to) {
    case 'feeds':
      return (destination.userIds ?? []).map((userId) => ({ kind: 'nearby', key: nearbyKey(userId) }));
    case 'room':
      return [{ kind: 'building', key: buildingKey(destination.buildingId) }];
    default:
      return [];
  }
}

/** Returns the error for a user who is in no building. */
export const notLocated = () =>
  fail('not_located', 'You are not in a building that Quad knows. Share your position or choose a building.');
const unknown = (username: string) =>
  fail('not_found', `There is no user ${username}. Nobody received the message.`, { field: 'users' });
const notSharing = () =>
  fail(
    'not_located',
    'Turn on sharing first: only people who share their place can write to people in range.',
  );
const withdrawn = () => fail('forbidden', 'An administrator has withdrawn the authorisation of this bot.');
