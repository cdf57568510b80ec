import type { PoolClient } from 'pg';
import { beginOf } from '@/db/client';
import type { Shown } from '@/server/attachments/store/attachments';
import { lockUnused } from '@/server/attachments/store/messages';
import { findPairStates, type Pair, type PairState } from '@/server/safety/store/blocks';
import { namesIn } from '@/texts/read';
import { columnsOf, type Draft, userIdOf } from './draft';
import { spellings } from './mentions';
import { namedBy } from './named-by';
import { findBotPlaces } from './store/bot-places';
import { findActiveSockets } from './store/delivery-receipts';
import { findSent, type SentRow } from './store/entries';
import { lockTargets, type Target } from './store/lock-targets';
import { findCurrentRooms, findMembers, findOpenMemberships, type Member } from './store/memberships';
import { usersByName } from './store/users';
import { type Answered, findAnswered, holdAuthorisedBots } from './store/write-entries';

/** The facts, for all drafts, that hold while the conversations are locked. */
export interface LockedFacts {
  /**
   * Open memberships of senders in the conversations that they address by id, as `<user>:<conversation>`; of bots their
   * places, as `<bot>:<conversation>`.
   */
  openMemberships: Set<string>;
  /** The ids of the building rooms that senders are in, by user id. */
  rooms: Map<string, string>;
  /** Socket ids of connections that still hold a session. */
  activeSockets: Set<string>;
  /** The states of senders and the other users of conversations, by `pairKey`. */
  pairStates: Map<string, PairState>;
  /** The entries of the messages that drafts reply to, by the replying draft. */
  answered: Map<Draft, Answered[]>;
  /** Members of direct conversations and groups that were addressed by id. */
  members: Map<string, Member[]>;
  /** The names of the authorised bots, by id. */
  authorisedBots: Map<string, string>;
  /** The users that texts mention, by username. */
  users: Map<string, Member>;
  /** The attachments that drafts name, of their senders and in no message yet, by id. */
  attachments: Map<string, Shown>;
}

/**
 * Begins a transaction, locks the conversations that the drafts name, and reads the facts that the drafts are checked
 * against; all in one round trip. The statements run one after another, so each sees the transactions that committed
 * before the locks were taken. `earlier` has the results of earlier sends under the same client ids, if `lookUp`.
 */
export async function lockAndRead(
  client: PoolClient,
  drafts: Draft[],
  { lookUp }: { lookUp: boolean },
): Promise<{ targets: Target[][]; earlier: SentRow[][]; facts: LockedFacts }> {
  const named = drafts.map(namedBy);
  const answering = drafts.filter(({ replyTo }) => replyTo !== null);
  const byId = drafts.flatMap(({ sender, destination }) =>
    destination.to === 'conversation'
      ? [{ sender, userId: userIdOf(sender), conversationId: destination.id }]
      : [],
  );
  const [
    ,
    authorisedBots,
    found,
    earlier,
    activeSockets,
    openMemberships,
    botPlaces,
    rooms,
    pairStates,
    answered,
    members,
    users,
    attachments,
  ] = await Promise.all([
    client.query(beginOf({ keepsPlans: true })),
    holdAuthorisedBots(
      client,
      drafts.flatMap(({ sender }) => (sender.kind === 'bot' ? [sender.botId] : [])),
    ),
    lockTargets(client, named.flat()),
    lookUp ? findSent(client, drafts.map(columnsOf)) : [],
    findActiveSockets(
      client,
      drafts.flatMap(({ socketId }) => socketId ?? []),
    ),
    findOpenMemberships(
      client,
      byId.flatMap(({ userId, conversationId }) => (userId === null ? [] : [{ userId, conversationId }])),
    ),
    findBotPlaces(
      client,
      byId.flatMap(({ sender, conversationId }) =>
        sender.kind === 'bot' ? [{ botId: sender.botId, conversationId }] : [],
      ),
    ),
    findCurrentRooms(
      client,
      drafts.flatMap(({ sender, destination }) =>
        destination.to === 'building' && sender.kind === 'user' ? [sender.userId] : [],
      ),
    ),
    readPairStates(client, drafts),
    findAnswered(
      client,
      answering.map(({ replyTo, sender, destination }) => ({
        messageId: replyTo as string,
        userId: userIdOf(sender),
        conversationId: destination.to === 'conversation' ? destination.id : null,
      })),
    ),
    findMembers(
      client,
      byId.map(({ conversationId }) => conversationId),
      { rooms: false },
    ),
    usersByName(
      client,
      drafts.flatMap(({ content }) => spellings(namesIn(content.text))),
    ),
    lockUnused(
      client,
      drafts.flatMap(({ sender, content }) =>
        sender.kind === 'user'
          ? (content.attachments ?? []).map(({ id }) => ({ id, userId: sender.userId }))
          : [],
      ),
    ),
  ]);
  return {
    targets: named.map(({ length }) => found.splice(0, length)),
    earlier,
    facts: {
      openMemberships: new Set([...openMemberships, ...botPlaces]),
      rooms,
      activeSockets,
      pairStates,
      answered: new Map(answering.map((draft, n) => [draft, answered.filter((row) => row.n === n)])),
      members,
      authorisedBots,
      users,
      attachments,
    },
  };
}

/** Returns the key of a pair's state. One batch can have a direct message and a message nearby of the same pair. */
export const pairKey = (userId: string, otherId: string | null, contact: boolean) =>
  `${userId}:${otherId}:${contact}`;

/** Returns the states of the senders and the other users whom their drafts are for, by `pairKey`. */
export async function readPairStates(client: PoolClient, drafts: Draft[]): Promise<Map<string, PairState>> {
  const states = await findPairStates(client, drafts.flatMap(pairsOf));
  return new Map(states.map((state) => [pairKey(state.userId, state.otherId, state.contact), state]));
}

/** Returns the pairs of a sender and another user whom the draft is for. */
function pairsOf({ sender, destination }: Draft): Pair[] {
  if (sender.kind !== 'user') return [];
  const { userId } = sender;
  switch (destination.to) {
    case 'people':
      return destination.users.map((username) => ({ userId, username, contact: true }));
    case 'feeds':
      return (destination.userIds ?? []).map((otherId) => ({ userId, otherId }));
    case 'conversation':
      return [{ userId, conversationId: destination.id, contact: true }];
    default:
      return [];
  }
}
