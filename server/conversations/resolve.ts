import type { PoolClient } from 'pg';
import type { ConversationKind } from '@/protocol/messages';
import { fail, type QuadError } from '@/server/errors';
import type { Draft } from './draft';
import { namesIn } from './mentions';
import { holdAuthorisedBots } from './store/append';
import { buildingKey, directKey, ensureConversations, nearbyKey } from './store/conversations';
import { ensureDirect, type Member, roomsOf } from './store/memberships';
import { usersByName } from './store/users';

/** The conversations a draft is to go into. `mustBeIn`: still to be asked under their locks, and by what name. */
export type Resolved =
  | { conversationIds: string[]; mentions: Member[]; mustBeIn: 'building' | 'conversation' | null }
  | { refused: QuadError };

/**
 * Finds where drafts go, all at once: a statement for each kind of question, however many drafts ask it. Direct
 * conversations that are missing are made. Refuses a draft by naming the first user that there is not.
 */
export async function resolve(client: PoolClient, drafts: Draft[]): Promise<Resolved[]> {
  const mentioned = drafts.map(({ text }) => namesIn(text));
  const users = await usersByName(client, [...mentioned.flat(), ...drafts.flatMap(addressees)]);
  const people = drafts.map((draft) => resolvePeople(draft, users));

  const pairs = people.flatMap((one) => ('pairs' in one ? one.pairs : []));
  const direct = pairs.length === 0 ? new Map<string, string>() : await ensureDirect(client, pairs);
  const keys = drafts.flatMap(keysOf);
  const { ids } =
    keys.length === 0 ? { ids: new Map<string, string>() } : await ensureConversations(client, keys);
  const inBuildings = drafts.flatMap(({ sender, destination }) =>
    destination.to === 'building' && sender.kind === 'user' ? [sender.userId] : [],
  );
  const rooms = inBuildings.length === 0 ? new Map<string, string>() : await roomsOf(client, inBuildings);
  const bots = drafts.flatMap(({ sender }) => (sender.kind === 'bot' ? [sender.botId] : []));
  const authorised = bots.length === 0 ? new Set<string>() : await holdAuthorisedBots(client, bots);

  return drafts.map((draft, n): Resolved => {
    const asked = people[n] as (typeof people)[number];
    if ('refused' in asked) return asked;
    const found = find(draft, asked.pairs);
    if ('refused' in found) return found;
    const mentions = (mentioned[n] ?? []).flatMap((name) => users.get(name) ?? []);
    const conversationIds = [...new Set(found.ids)].filter((id) => id !== undefined);
    return { conversationIds, mentions, mustBeIn: found.mustBeIn ?? null };
  });

  function find({ sender, destination }: Draft, to: [string, string][]): Found {
    switch (destination.to) {
      case 'people':
        return { ids: to.map(([a, b]) => direct.get(directKey(a, b))) };
      case 'feeds':
        if (destination.userIds === null) return { refused: notSharing() };
        return { ids: destination.userIds.map((userId) => ids.get(nearbyKey(userId))) };
      case 'conversation':
        return { ids: [destination.id], mustBeIn: 'conversation' };
      case 'building': {
        const room = sender.kind === 'user' ? rooms.get(sender.userId) : undefined;
        return room ? { ids: [room], mustBeIn: 'building' } : { refused: notLocated() };
      }
      case 'room':
        return sender.kind === 'bot' && !authorised.has(sender.botId)
          ? { refused: withdrawn() }
          : { ids: [ids.get(buildingKey(destination.buildingId))] };
    }
  }
}

type Found = { ids: (string | undefined)[]; mustBeIn?: 'building' | 'conversation' } | { refused: QuadError };

function addressees({ destination }: Draft): string[] {
  return destination.to === 'people' ? destination.users : [];
}

function resolvePeople(
  { sender, destination }: Draft,
  users: Map<string, Member>,
): { pairs: [string, string][] } | { refused: QuadError } {
  if (destination.to !== 'people' || sender.kind !== 'user') return { pairs: [] };
  const pairs: [string, string][] = [];
  for (const name of new Set(destination.users)) {
    const user = users.get(name);
    if (!user) {
      return {
        refused: fail('not_found', `There is no user ${name}. The message was not sent to anybody.`, {
          field: 'users',
        }),
      };
    }
    pairs.push([sender.userId, user.userId]);
  }
  return { pairs };
}

function keysOf({ destination }: Draft): { kind: ConversationKind; key: string }[] {
  switch (destination.to) {
    case 'feeds':
      return (destination.userIds ?? []).map((userId) => ({ kind: 'nearby', key: nearbyKey(userId) }));
    case 'room':
      return [{ kind: 'building', key: buildingKey(destination.buildingId) }];
    default:
      return [];
  }
}

export const notLocated = () =>
  fail('not_located', 'You are in no building that Quad knows. Share your position or choose a building.');
const notSharing = () =>
  fail('not_located', 'Turn on sharing first: only people who can be found can write to people in range.');
const withdrawn = () => fail('forbidden', 'An administrator has withdrawn the authorisation of this bot.');
