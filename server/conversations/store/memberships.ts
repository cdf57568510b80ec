import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { RoomMove } from '@/server/presence/room-membership';
import { buildingKey, ensureConversations, lockConversations, nearbyKey } from './conversations';
import { type EntryRef, entryRefKey } from './entry-ref';
import { deleteUnreadFormerTexts } from './former-texts';
import { type Participation, participationColumns } from './participation';
import { deleteUnreadReactions } from './reactions';
import { bumpViewVersions } from './read-marks';

type Client = Pick<PoolClient, 'query'>;

/** Opens memberships from the given seqs, unless they are open. Does not change `roster`. */
async function open(client: Client, members: { conversationId: string; userId: string; fromSeq: number }[]) {
  await client.query({
    name: 'openMemberships',
    text: `INSERT INTO memberships (conversation_id, user_id, from_seq)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[])
     ON CONFLICT (user_id, conversation_id) WHERE to_seq IS NULL DO NOTHING`,
    values: [
      members.map((m) => m.conversationId),
      members.map((m) => m.userId),
      members.map((m) => m.fromSeq),
    ],
  });
}

/**
 * Increases `roster`, which tells nodes that the members they know are out of date. The calling function holds the
 * lock.
 */
async function countRoster(client: Client, conversationIds: string[]): Promise<void> {
  await client.query({
    name: 'countRoster',
    text: 'UPDATE conversations SET roster = roster + 1 WHERE id = ANY($1)',
    values: [conversationIds],
  });
}

/**
 * Creates users' nearby feeds where they are missing. A feed holds only the messages that reached its owner, so its seqs
 * have no gaps.
 */
export async function ensureNearbyFeed(client: Client, userIds: string[]): Promise<void> {
  const { ids, created } = await ensureConversations(
    client,
    userIds.map((userId) => ({ kind: 'nearby', key: nearbyKey(userId) })),
  );
  const owners = userIds.filter((userId) => created.has(nearbyKey(userId)));
  if (owners.length === 0) return;
  await open(
    client,
    owners.map((userId) => ({ conversationId: ids.get(nearbyKey(userId)) as string, userId, fromSeq: 1 })),
  );
}

/**
 * Makes users members from `fromSeq` on, under the conversation's lock, which the calling function holds. Reopens an
 * earlier membership that began at or after `fromSeq`, so that memberships of a user never overlap. Sends its statements
 * together; only when it reopens memberships, two more follow.
 */
export async function openMemberships(
  client: Client,
  conversationId: string,
  userIds: string[],
  fromSeq: number,
): Promise<void> {
  const [{ rowCount }] = await Promise.all([
    client.query({
      name: 'reopenMemberships',
      text: `UPDATE memberships SET to_seq = NULL, left_with = NULL
       WHERE conversation_id = $1 AND user_id = ANY($2) AND from_seq >= $3
         AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.conversation_id = $1
                         AND m.user_id = memberships.user_id AND m.to_seq IS NULL)`,
      values: [conversationId, userIds, fromSeq],
    }),
    open(
      client,
      userIds.map((userId) => ({ conversationId, userId, fromSeq })),
    ),
    countRoster(client, [conversationId]),
  ]);
  if (!rowCount) return;
  await Promise.all([
    deleteUnreadFormerTexts(client, [conversationId]),
    deleteUnreadReactions(client, [conversationId]),
  ]);
}

/**
 * Ends open memberships at the heads of their conversations, under the conversations' locks, which the calling function
 * holds. Messages of that time stay readable, and a group's membership stores the other members. Locks memberships
 * before marks, as `advanceReadMarks` does.
 */
export async function closeMemberships(client: Client, pairs: readonly Participation[]): Promise<void> {
  await close(client, pairs);
  await countRoster(
    client,
    pairs.map(({ conversationId }) => conversationId),
  );
}

/** Does the same without changing `roster`. Locks in the order of `advanceReadMarks`, which holds no conversation. */
async function close(client: Client, pairs: readonly Participation[]): Promise<void> {
  await client.query(
    `WITH own AS (
       SELECT mb.id, c.id AS conversation_id, c.head, c.kind
       FROM unnest($1::uuid[], $2::uuid[]) AS p (u, c) JOIN conversations c ON c.id = p.c
       JOIN memberships mb ON mb.user_id = p.u AND mb.conversation_id = p.c AND mb.to_seq IS NULL
       ORDER BY mb.id FOR NO KEY UPDATE OF mb)
     UPDATE memberships m SET to_seq = own.head, left_with = CASE WHEN own.kind = 'group' THEN ARRAY(
       SELECT o.user_id FROM memberships o
       WHERE o.conversation_id = own.conversation_id AND o.to_seq IS NULL AND o.user_id <> m.user_id) END
     FROM own WHERE m.id = own.id`,
    participationColumns(pairs),
  );
}

/**
 * Deletes ended memberships of building rooms that got no entry meanwhile, and their marks: passing through a building
 * leaves no trace [C3]. The calling function holds the conversations' locks.
 */
export async function deleteEmptyStays(client: Client, pairs: readonly Participation[]): Promise<void> {
  await client.query(
    `WITH passed AS (
       DELETE FROM memberships m USING unnest($1::uuid[], $2::uuid[]) AS p (u, c), conversations c
       WHERE m.user_id = p.u AND m.conversation_id = p.c
         AND m.to_seq < m.from_seq AND c.id = p.c AND c.kind = 'building' RETURNING m.user_id, m.conversation_id)
     DELETE FROM marks k USING passed p WHERE k.user_id = p.user_id AND k.conversation_id = p.conversation_id
       AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = p.user_id
         AND m.conversation_id = p.conversation_id AND m.to_seq >= m.from_seq)`,
    participationColumns(pairs),
  );
}

export interface Member {
  userId: string;
  username: string;
  name: string;
}

/**
 * Returns the current members of conversations, ordered by name, by conversation id; without `rooms`, only of direct
 * conversations and groups.
 */
export async function findMembers(
  client: Client,
  conversationIds: string[],
  { rooms = true } = {},
): Promise<Map<string, Member[]>> {
  if (conversationIds.length === 0) return new Map();
  const { rows } = await client.query<Member & { conversationId: string }>({
    name: rooms ? 'membersOf' : 'membersOutsideRooms',
    text: `SELECT c.id AS "conversationId", u.id AS "userId", u.username, u.name
     FROM conversations c JOIN memberships m ON m.conversation_id = c.id JOIN users u ON u.id = m.user_id
     WHERE c.id = ANY($1) AND m.to_seq IS NULL ${rooms ? '' : "AND c.kind IN ('direct', 'group')"}
     ORDER BY u.name, u.username`,
    values: [conversationIds],
  });
  const members = new Map<string, Member[]>(conversationIds.map((id) => [id, []]));
  for (const { conversationId, ...member } of rows) members.get(conversationId)?.push(member);
  return members;
}

/** Returns the id of the member of a conversation who has a username; null when there is none. */
export async function findMember(
  client: Client,
  conversationId: string,
  username: string,
): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT u.id FROM users u JOIN memberships m ON m.user_id = u.id
     WHERE u.username = $2 AND u.erased_at IS NULL AND m.conversation_id = $1 AND m.to_seq IS NULL`,
    [conversationId, username],
  );
  return rows[0]?.id ?? null;
}

/** Returns the ids of the members of a conversation. */
export async function findMemberIds(client: Client, conversationId: string): Promise<string[]> {
  const { rows } = await client.query<{ userId: string }>(
    'SELECT user_id AS "userId" FROM memberships WHERE conversation_id = $1 AND to_seq IS NULL',
    [conversationId],
  );
  return rows.map((row) => row.userId);
}

/** Returns the ids of the members of a conversation who have a session. */
export async function findConnectedMembers(client: Client, conversationId: string): Promise<string[]> {
  const { rows } = await client.query<{ userId: string }>(
    `SELECT user_id AS "userId" FROM memberships m WHERE conversation_id = $1 AND to_seq IS NULL
       AND EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = m.user_id)`,
    [conversationId],
  );
  return rows.map((row) => row.userId);
}

/** Returns up to `limit` members of a conversation in order of username, after a username. */
export async function readMembersAfter(
  client: Client,
  conversationId: string,
  { after, limit }: { after: string; limit: number },
): Promise<{ username: string; name: string }[]> {
  const { rows } = await client.query<{ username: string; name: string }>(
    `SELECT u.username, u.name FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.conversation_id = $1 AND m.to_seq IS NULL AND u.username COLLATE "C" > $2
     ORDER BY u.username COLLATE "C" LIMIT $3`,
    [conversationId, after, limit],
  );
  return rows;
}

/**
 * SQL expression: the ids of the other members when a user last left a group. Both arguments are SQL expressions of
 * ids.
 */
export const leftWith = (conversation: string, user: string) => `(SELECT l.left_with FROM memberships l
  WHERE l.user_id = ${user} AND l.conversation_id = ${conversation} AND l.to_seq IS NOT NULL
  ORDER BY l.to_seq DESC, l.from_seq DESC LIMIT 1)`;

/** Returns these members ordered by name; null when the user was never in the group or is in it now. */
export async function readLeftWith(
  client: Client,
  userId: string,
  conversationId: string,
): Promise<Member[] | null> {
  const { rows } = await client.query<{ ids: string[] | null; open: boolean }>(
    `SELECT ${leftWith('$2', '$1')} AS ids, EXISTS (SELECT 1 FROM memberships m
       WHERE m.user_id = $1 AND m.conversation_id = $2 AND m.to_seq IS NULL) AS open`,
    [userId, conversationId],
  );
  const ids = rows[0]?.ids;
  if (!ids || rows[0]?.open) return null;
  const { rows: members } = await client.query<Member>(
    'SELECT id AS "userId", username, name FROM users WHERE id = ANY($1) ORDER BY name, username',
    [ids],
  );
  return members;
}

/** Returns up to `limit` conversations that a user is in, without the user's own feed. */
export async function openConversationsOf(client: Client, userId: string, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT c.id FROM memberships m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.user_id = $1 AND m.to_seq IS NULL AND c.kind <> 'nearby' LIMIT $2`,
    [userId, limit],
  );
  return rows.map((row) => row.id);
}

/**
 * Returns the ids of users with a session who have seen the user in a conversation: they may read the user's messages
 * or reactions, or were members at the same time. Common membership of a building's room does not count, because a room
 * does not show all its members [P14].
 */
export async function findAcquaintances(client: Client, userId: string): Promise<string[]> {
  const { rows } = await client.query<{ userId: string }>(
    `WITH trace AS MATERIALIZED (
       SELECT o.conversation_id, o.from_seq, coalesce(o.to_seq, 2147483647) AS to_seq
       FROM memberships o JOIN conversations c ON c.id = o.conversation_id
       WHERE o.user_id = $1 AND c.kind <> 'building'
       UNION SELECT e.conversation_id, e.seq, e.seq
       FROM messages ms JOIN entries e ON e.message_id = ms.id AND NOT e.change WHERE ms.sender_id = $1
       UNION SELECT e.conversation_id, e.seq, e.seq FROM reactions r JOIN entries e
         ON e.message_id = r.message_id AND e.conversation_id = r.conversation_id AND NOT e.change
       WHERE r.user_id = $1)
     SELECT DISTINCT m.user_id AS "userId" FROM memberships m
     WHERE m.user_id <> $1 AND EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = m.user_id)
       AND m.conversation_id IN (SELECT conversation_id FROM trace)
       AND ($1::uuid = ANY(m.left_with) OR EXISTS (SELECT 1 FROM trace t WHERE t.conversation_id = m.conversation_id
         AND m.from_seq <= t.to_seq AND coalesce(m.to_seq, 2147483647) >= t.from_seq))`,
    [userId],
  );
  return rows.map((row) => row.userId);
}

/** Returns the pairs of a user and a conversation with an open membership, as `<user>:<conversation>`. */
export async function findOpenMemberships(
  client: Client,
  pairs: { userId: string; conversationId: string }[],
): Promise<Set<string>> {
  if (pairs.length === 0) return new Set();
  const { rows } = await client.query<{ userId: string; conversationId: string }>({
    name: 'openOf',
    text: `SELECT m.user_id AS "userId", m.conversation_id AS "conversationId"
     FROM unnest($1::uuid[], $2::uuid[]) AS p (u, c)
     JOIN memberships m ON m.user_id = p.u AND m.conversation_id = p.c AND m.to_seq IS NULL`,
    values: [pairs.map((p) => p.userId), pairs.map((p) => p.conversationId)],
  });
  return new Set(rows.map(({ userId, conversationId }) => `${userId}:${conversationId}`));
}

/** Returns the ids of the building rooms that users are in now, by user id. */
export async function findCurrentRooms(client: Client, userIds: string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await client.query<{ userId: string; id: string }>(
    `SELECT m.user_id AS "userId", c.id FROM memberships m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.user_id = ANY($1) AND m.to_seq IS NULL AND c.kind = 'building'`,
    [userIds],
  );
  return new Map(rows.map(({ userId, id }) => [userId, id]));
}

/** Returns the current members of a room, and the roster version of that list. */
export async function readRoster(
  db: Db,
  conversationId: string,
): Promise<{ roster: number; userIds: string[] }> {
  const { rows } = await db.pool.query<{ roster: number; userIds: string[] | null }>(
    `SELECT c.roster, (SELECT array_agg(m.user_id) FROM memberships m
                       WHERE m.conversation_id = c.id AND m.to_seq IS NULL) AS "userIds"
     FROM conversations c WHERE c.id = $1`,
    [conversationId],
  );
  return { roster: rows[0]?.roster ?? -1, userIds: rows[0]?.userIds ?? [] };
}

/** Returns the users (of `userIds`, or all) who may read the given entries, by `entryRefKey`. */
export async function findReaders(
  client: Client,
  entryRefs: EntryRef[],
  userIds: readonly string[] | null = null,
): Promise<Map<string, Set<string>>> {
  const readers = new Map(entryRefs.map((ref) => [entryRefKey(ref), new Set<string>()]));
  if (entryRefs.length === 0) return readers;
  const { rows } = await client.query<{ userId: string; conversationId: string; seq: number }>(
    `SELECT m.user_id AS "userId", p.c AS "conversationId", p.seq FROM unnest($1::uuid[], $2::int[]) AS p (c, seq)
     JOIN memberships m ON m.conversation_id = p.c AND p.seq BETWEEN m.from_seq AND coalesce(m.to_seq, 2147483647)
     WHERE $3::uuid[] IS NULL OR m.user_id = ANY($3)`,
    [entryRefs.map((p) => p.conversationId), entryRefs.map((p) => p.seq), userIds],
  );
  for (const row of rows) readers.get(entryRefKey(row))?.add(row.userId);
  return readers;
}

/** Returns the users who may read one entry. */
export async function readersOf(db: Db, conversationId: string, seq: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ userId: string }>(
    `SELECT user_id AS "userId" FROM memberships
     WHERE conversation_id = $1 AND from_seq <= $2 AND (to_seq IS NULL OR to_seq >= $2)`,
    [conversationId, seq],
  );
  return rows.map((row) => row.userId);
}

/**
 * Removes each user from every building room except that of their building, and makes those who are online members of
 * that room from the next entry on. Messages of past memberships stay readable. The locks of the conversations, taken
 * in a fixed order, order the moves and concurrent writes: the readers of an entry are decided when it is written. The
 * calling function holds the locks of the users' presences, and gives each user once. Returns the rooms that the users
 * are in now, by user id. The number of statements does not depend on the number of users.
 */
export async function moveRooms(
  client: Client,
  moves: readonly RoomMove[],
): Promise<Map<string, { id: string; fromSeq: number }>> {
  const now = new Map<string, { id: string; fromSeq: number }>();
  if (moves.length === 0) return now;
  const keyOf = new Map(
    moves.map(({ userId, buildingId: id }) => [userId, id === null ? null : buildingKey(id)]),
  );
  const present = moves.flatMap(({ userId, online }) => {
    const key = keyOf.get(userId);
    return online && key ? { userId, key } : [];
  });
  const [{ rows: openRooms }, { ids }] = await Promise.all([
    client.query<{ userId: string; id: string; key: string; fromSeq: number }>({
      name: 'openRooms',
      text: `SELECT mb.user_id AS "userId", c.id, c.key, mb.from_seq AS "fromSeq"
             FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
             WHERE mb.user_id = ANY($1) AND mb.to_seq IS NULL AND c.kind = 'building'`,
      values: [moves.map(({ userId }) => userId)],
    }),
    ensureConversations(
      client,
      present.map(({ key }) => ({ kind: 'building', key })),
    ),
  ]);
  const leaving: Participation[] = [];
  for (const { userId, id, key, fromSeq } of openRooms) {
    if (key === keyOf.get(userId)) now.set(userId, { id, fromSeq });
    else leaving.push({ userId, conversationId: id });
  }
  const entering = present
    .filter(({ userId }) => !now.has(userId))
    .map(({ userId, key }) => ({ userId, conversationId: ids.get(key) as string }));
  const changed = [...leaving, ...entering];
  if (changed.length === 0) return now;

  // Locks the left and the entered rooms together: two users who swap rooms would deadlock otherwise. All statements are
  // sent together, so that the rooms are locked for one round trip, and each sees the heads under the locks.
  const rooms = [...new Set(changed.map(({ conversationId }) => conversationId))];
  const [, , , , entered] = await Promise.all([
    lockConversations(client, rooms),
    leaving.length > 0 && close(client, leaving),
    bumpViewVersions(client, changed),
    leaving.length > 0 && deleteEmptyStays(client, leaving),
    entering.length > 0 ? enter(client, entering) : [],
    countRoster(client, rooms),
  ]);
  for (const { userId, ...room } of entered) now.set(userId, room);
  return now;
}

/** Opens memberships from the next entries on, under the conversations' locks. Does not change `roster`. */
async function enter(
  client: Client,
  pairs: readonly Participation[],
): Promise<{ userId: string; id: string; fromSeq: number }[]> {
  const { rows } = await client.query<{ userId: string; id: string; fromSeq: number }>(
    `INSERT INTO memberships (conversation_id, user_id, from_seq)
     SELECT c.id, p.u, c.head + 1 FROM unnest($1::uuid[], $2::uuid[]) AS p (u, c) JOIN conversations c ON c.id = p.c
     ON CONFLICT (user_id, conversation_id) WHERE to_seq IS NULL DO NOTHING
     RETURNING user_id AS "userId", conversation_id AS id, from_seq AS "fromSeq"`,
    participationColumns(pairs),
  );
  return rows;
}
