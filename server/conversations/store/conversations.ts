import type { PoolClient } from 'pg';
import type { ConversationKind } from '@/protocol/messages';

type Client = Pick<PoolClient, 'query'>;

/** Returns the key of a public channel: two cannot have the same title, letter case ignored. */
export const channelKey = (title: string) => `channel:${title.toLowerCase()}`;
/** Returns the unique key of a building's room. */
export const buildingKey = (buildingId: string) => `building:${buildingId}`;
/** Returns the unique key of a user's nearby feed. */
export const nearbyKey = (userId: string) => `nearby:${userId}`;
/** Returns the unique key of a direct conversation; the order of the users does not matter. */
export const directKey = (a: string, b: string) => (a < b ? `direct:${a}:${b}` : `direct:${b}:${a}`);
/** Returns the unique key of the conversation of a user with a bot: a group of the user alone, which the bot is in. */
export const botKey = (botId: string, userId: string) => `group:bot:${botId}:${userId}`;
/** Returns whether a conversation is that of a user with a bot. */
export const isWithBot = ({ key }: Pick<ConversationIdentity, 'key'>) => key.startsWith('group:bot:');
/**
 * Returns the parts after the first colon: the building's id, the owner of a feed, or the two users of a direct
 * conversation.
 */
export const partsOfKey = (key: string) => key.split(':').slice(1);

/** What a conversation is. Only the key of a public channel changes, with its title and its end. */
export interface ConversationIdentity {
  id: string;
  kind: ConversationKind;
  key: string;
}

/** What creates a conversation that has no members of its own: its kind and unique key. */
export type ConversationKey = Pick<ConversationIdentity, 'kind' | 'key'>;

/** A conversation as its writers read it while they hold its lock. */
export interface LockedConversation extends ConversationIdentity {
  title: string | null;
  public: boolean;
  head: number;
  roster: number;
  /** The user who owns a group or a channel, if anybody does. */
  ownerId: string | null;
  /** The users whom the owner removed. */
  removed: string[];
  /** When the locking transaction began: the timestamp of what it writes. */
  now: Date;
}

/** Returns the other user of a direct conversation, or the owner of a nearby feed; null when there is no other user. */
export function otherUserOf(
  { kind, key }: Pick<ConversationIdentity, 'kind' | 'key'>,
  userId: string,
): string | null {
  if (kind !== 'direct' && kind !== 'nearby') return null;
  return partsOfKey(key).find((id) => id !== userId) ?? null;
}

/** Returns the other users of the direct conversations among the given conversations. */
export async function directOthers(client: Client, userId: string, ids: string[]): Promise<string[]> {
  const { rows } = await client.query<Pick<ConversationIdentity, 'kind' | 'key'>>(
    "SELECT kind, key FROM conversations WHERE id = ANY($1) AND kind = 'direct'",
    [ids],
  );
  return rows.flatMap((row) => otherUserOf(row, userId) ?? []);
}

const LOCKED =
  'SELECT id, kind, key, title, public, head, roster, owner_id AS "ownerId", removed, now()::timestamptz(3) AS now FROM conversations';

/**
 * Locks conversations in a fixed order, so that writers do not deadlock. The lock allows others to insert rows that
 * refer to the conversation, such as a first read mark. Returns them by id.
 */
export async function lockConversations(
  client: Client,
  ids: string[],
): Promise<Map<string, LockedConversation>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<LockedConversation>({
    name: 'lockConversations',
    text: `${LOCKED} WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Does the same for conversations by key. Returns them by key. */
export async function lockByKey(client: Client, keys: string[]): Promise<Map<string, LockedConversation>> {
  if (keys.length === 0) return new Map();
  const { rows } = await client.query<LockedConversation>({
    name: 'lockByKey',
    text: `${LOCKED} WHERE key = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
    values: [keys],
  });
  return new Map(rows.map((row) => [row.key, row]));
}

/** Returns the existing conversations, by id. */
export async function findConversations(
  client: Client,
  ids: string[],
): Promise<Map<string, ConversationIdentity>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<ConversationIdentity>(
    'SELECT id, kind, key FROM conversations WHERE id = ANY($1)',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Returns the ids of conversations by key, and creates missing conversations. Sorts the keys to avoid deadlocks.
 * `created` has the keys that were missing.
 */
export async function ensureConversations(
  client: Client,
  wanted: ConversationKey[],
): Promise<{ ids: Map<string, string>; created: Set<string> }> {
  const keys = [...new Set(wanted.map(({ key }) => key))].sort();
  if (keys.length === 0) return { ids: new Map(), created: new Set() };
  const find = async () => {
    const { rows } = await client.query<{ id: string; key: string }>(
      'SELECT id, key FROM conversations WHERE key = ANY($1)',
      [keys],
    );
    return new Map(rows.map((row) => [row.key, row.id]));
  };
  const ids = await find();
  const missing = keys.filter((key) => !ids.has(key));
  if (missing.length === 0) return { ids, created: new Set() };
  const kinds = new Map(wanted.map(({ key, kind }) => [key, kind]));
  await client.query(
    `INSERT INTO conversations (kind, key) SELECT * FROM unnest($1::"ConversationKind"[], $2::text[])
     ON CONFLICT DO NOTHING`,
    [missing.map((key) => kinds.get(key)), missing],
  );
  return { ids: await find(), created: new Set(missing) };
}

/** Deletes conversations that no other transaction can know yet. */
export async function deleteConversations(client: Client, ids: string[]): Promise<void> {
  if (ids.length > 0) await client.query('DELETE FROM conversations WHERE id = ANY($1)', [ids]);
}

/** Returns the ids of the users' nearby feeds. */
export async function findNearbyFeeds(client: Client, userIds: string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM conversations WHERE key = ANY($1)', [
    userIds.map(nearbyKey),
  ]);
  return rows.map((row) => row.id);
}

/** Creates a group or a channel and returns its id; null when a public channel already has the title. */
export async function insertConversation(
  client: Client,
  conversation: {
    kind: 'group' | 'channel';
    key: string;
    title: string | null;
    topic: string | null;
    public: boolean;
    buildingId: string | null;
    createdBy: string | null;
  },
): Promise<string | null> {
  const { kind, key, title, topic, buildingId, createdBy } = conversation;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO conversations (kind, key, title, topic, public, created_by, owner_id, building_id)
     VALUES ($1::"ConversationKind", $2, $3, $4, $5, $6, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
    [kind, key, title, topic, conversation.public, createdBy, buildingId],
  );
  return rows[0]?.id ?? null;
}

/**
 * Changes the title and the topic of a locked conversation; what is undefined stays. Returns `taken` when another public
 * channel has the title, and `same` when nothing changes.
 */
export async function renameConversation(
  client: Client,
  { id, public: isPublic }: LockedConversation,
  { title, topic }: { title?: string | null | undefined; topic?: string | null | undefined },
): Promise<'renamed' | 'same' | 'taken'> {
  const key = isPublic && typeof title === 'string' ? channelKey(title) : null;
  if (key !== null) {
    const { rowCount } = await client.query('SELECT 1 FROM conversations WHERE key = $1 AND id <> $2', [
      key,
      id,
    ]);
    if (rowCount) return 'taken';
  }
  try {
    const { rowCount } = await client.query(
      `UPDATE conversations SET key = coalesce($2, key), title = CASE WHEN $3 THEN $4 ELSE title END,
         topic = CASE WHEN $5 THEN $6 ELSE topic END
       WHERE id = $1 AND ($3 AND title IS DISTINCT FROM $4 OR $5 AND topic IS DISTINCT FROM $6)`,
      [id, key, title !== undefined, title ?? null, topic !== undefined, topic ?? null],
    );
    return rowCount ? 'renamed' : 'same';
  } catch (error) {
    // Somebody else took the title meanwhile.
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'taken';
    throw error;
  }
}
const UNIQUE_VIOLATION = '23505';

/** Makes a user the owner of a locked conversation. */
export async function setOwner(client: Client, id: string, userId: string): Promise<void> {
  await client.query('UPDATE conversations SET owner_id = $2 WHERE id = $1', [id, userId]);
}

/** Leaves the conversations that an erased user still owns without an owner: nobody is left in them. */
export async function clearOwner(client: Client, userId: string): Promise<void> {
  await client.query('UPDATE conversations SET owner_id = NULL WHERE owner_id = $1', [userId]);
}

/**
 * Makes the member with the longest stay the owner of a locked conversation whose owner leaves. Returns the id of the
 * new owner; null when the user was not the owner, or nobody is left.
 */
export async function passOwnership(client: Client, id: string, userId: string): Promise<string | null> {
  const { rows } = await client.query<{ ownerId: string | null }>(
    `UPDATE conversations SET owner_id = (
       SELECT m.user_id FROM memberships m JOIN users u ON u.id = m.user_id
       WHERE m.conversation_id = $1 AND m.to_seq IS NULL AND u.erased_at IS NULL
       ORDER BY m.from_seq, m.id LIMIT 1)
     WHERE id = $1 AND owner_id = $2 RETURNING owner_id AS "ownerId"`,
    [id, userId],
  );
  return rows[0]?.ownerId ?? null;
}

/** Stores that the owner removed a user from a locked conversation. */
export async function setRemoved(client: Client, id: string, userId: string): Promise<void> {
  await client.query(
    'UPDATE conversations SET removed = array_append(array_remove(removed, $2), $2) WHERE id = $1',
    [id, userId],
  );
}

/** Forgets that the owner removed users from a locked conversation, because a member adds them. */
export async function clearRemoved(client: Client, id: string, userIds: string[]): Promise<void> {
  await client.query(
    `UPDATE conversations SET removed = ARRAY(SELECT r FROM unnest(removed) r WHERE r <> ALL($2)) WHERE id = $1`,
    [id, userIds],
  );
}

/** Ends a locked conversation without members: nobody can find it, and another channel can have its title. */
export async function closeConversation(client: Client, id: string): Promise<void> {
  await client.query(
    `UPDATE conversations SET key = kind || ':' || id, public = false, owner_id = NULL WHERE id = $1`,
    [id],
  );
}

/** A group or a channel without its texts. */
interface RoomRow {
  id: string;
  kind: 'group' | 'channel';
  title: string | null;
  public: boolean;
  owner: string | null;
  members: number;
  messages: number;
  at: Date;
}

/** Returns up to `limit` groups and channels, the newest first, after one of them. */
export async function readRooms(
  client: Client,
  { after, limit }: { after: { at: string; id: string } | undefined; limit: number },
): Promise<RoomRow[]> {
  const { rows } = await client.query<RoomRow>(
    `SELECT c.id, c.kind, CASE WHEN c.public THEN c.title END AS title, c.public, o.username AS owner,
       (SELECT count(*)::int FROM memberships m WHERE m.conversation_id = c.id AND m.to_seq IS NULL) AS members,
       c.head AS messages, c.created_at AS at
     FROM conversations c LEFT JOIN users o ON o.id = c.owner_id
     WHERE c.kind IN ('group', 'channel')
       AND ($1::timestamptz IS NULL OR (c.created_at, c.id) < ($1::timestamptz, $2::uuid))
     ORDER BY c.created_at DESC, c.id DESC LIMIT $3`,
    [after?.at, after?.id, limit],
  );
  return rows;
}

/** Returns whether the conversation exists and is public. */
export async function isPublic(client: Client, id: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM conversations WHERE id = $1 AND public', [id]);
  return rowCount === 1;
}

/** SQL: public channels `c` as the user `$1` may find them. */
const CHANNEL = `SELECT c.id, c.title, c.topic,
    (SELECT count(*) FROM memberships m WHERE m.conversation_id = c.id AND m.to_seq IS NULL) AS members,
    EXISTS (SELECT 1 FROM memberships m WHERE m.conversation_id = c.id AND m.user_id = $1 AND m.to_seq IS NULL) AS joined,
    (SELECT jsonb_build_object('id', b.id, 'name', b.name) FROM buildings b WHERE b.id = c.building_id
      AND b.removed_at IS NULL) AS building
  FROM conversations c`;

/** Returns the public channel with a title, letter case ignored; null when there is none. */
export async function findPublicChannel(
  client: Client,
  userId: string,
  title: string,
): Promise<ChannelRow | null> {
  const { rows } = await client.query<ChannelRow>(`${CHANNEL} WHERE c.public AND c.key = $2`, [
    userId,
    channelKey(title),
  ]);
  return rows[0] ?? null;
}

export interface ChannelRow {
  id: string;
  title: string;
  topic: string | null;
  members: number;
  joined: boolean;
  building: { id: string; name: string } | null;
}

/** Returns the public channels ordered by title, with whether the user is a member. */
export async function listPublicChannels(
  client: Client,
  userId: string,
  { after, limit }: { after?: { title: string; id: string } | undefined; limit: number },
): Promise<ChannelRow[]> {
  const { rows } = await client.query<ChannelRow>(
    `${CHANNEL} WHERE c.public AND ($2::text IS NULL OR (c.title, c.id) > ($2, $3::uuid))
     ORDER BY c.title, c.id LIMIT $4`,
    [userId, after?.title, after?.id, limit],
  );
  return rows;
}
