import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { type BotCommand, FEWEST_PEOPLE, type WirePlaceOfBot } from '@/protocol/bots';
import { fail } from '@/protocol/errors';
import { findBotPlaces } from '@/server/conversations/store/bot-places';
import { PLACE } from './call-store';
import { forgetPlace } from './outgoing/hook-store';

type Client = Pick<PoolClient, 'query'>;

/** Returns the conversations that a bot is in besides those with one user, in order of kind and title. */
export async function findPlaces(client: Client, botId: string): Promise<WirePlaceOfBot[]> {
  const { rows } = await client.query<WirePlaceOfBot & { placeKind: WirePlaceOfBot['kind'] }>(
    `SELECT v.id, ${PLACE} FROM conversations v LEFT JOIN bot_places p ON p.bot_id = $1 AND p.conversation_id = v.id
     WHERE NOT coalesce(p.direct, false)
       AND (p.bot_id IS NOT NULL OR v.key = (SELECT 'building:' || b.building_id FROM bots b WHERE b.id = $1))
     ORDER BY v.kind DESC, title NULLS LAST, v.id`,
    [botId],
  );
  return rows.map(({ id, placeKind, title }) => ({ id, kind: placeKind, title }));
}

/**
 * Adds a place of a bot unless the bot has `max` besides direct ones. Returns false when it has, or is not authorised;
 * a place that it has already is no other.
 */
export async function insertPlace(
  client: Client,
  { botId, conversationId, direct }: { botId: string; conversationId: string; direct: boolean },
  max: number,
): Promise<boolean> {
  // Two insertions at once must not exceed the maximum.
  await client.query('SELECT 1 FROM bots WHERE id = $1 FOR UPDATE', [botId]);
  const { rowCount } = await client.query(
    `INSERT INTO bot_places AS p (bot_id, conversation_id, direct)
     SELECT b.id, $2, $3 FROM bots b WHERE b.id = $1 AND b.authorised AND b.deleted_at IS NULL
       AND ($3 OR (SELECT count(*) FROM bot_places o WHERE o.bot_id = $1 AND NOT o.direct AND o.conversation_id <> $2) < $4)
     ON CONFLICT (bot_id, conversation_id) DO UPDATE SET direct = p.direct`,
    [botId, conversationId, direct, max],
  );
  return rowCount === 1;
}

/**
 * Removes a place of a bot, with what the bot and its webhooks were to hear of it: if the bot is let in again, it hears
 * what is said from then on. Returns false when the bot was not there.
 */
export async function deletePlace(client: Client, botId: string, conversationId: string): Promise<boolean> {
  const { rows } = await client.query<{ isOwnRoom: boolean }>(
    `DELETE FROM bot_places p USING bots b, conversations c
     WHERE p.bot_id = $1 AND p.conversation_id = $2 AND NOT p.direct AND b.id = p.bot_id AND c.id = p.conversation_id
     RETURNING c.key = 'building:' || b.building_id AS "isOwnRoom"`,
    [botId, conversationId],
  );
  const [deleted] = rows;
  if (!deleted) return false;
  // In the room of its own building the bot stays.
  if (deleted.isOwnRoom) return true;
  await client.query('DELETE FROM bot_calls WHERE bot_id = $1 AND conversation_id = $2', [
    botId,
    conversationId,
  ]);
  await forgetPlace(client, botId, conversationId);
  return true;
}

/** Returns the owner of a group or a channel; null for others, and for one without an owner. */
export async function ownerOfConversation(client: Client, id: string): Promise<string | null> {
  const { rows } = await client.query<{ ownerId: string | null }>(
    `SELECT owner_id AS "ownerId" FROM conversations
     WHERE id = $1 AND kind IN ('group', 'channel') AND key NOT LIKE 'group:bot:%'`,
    [id],
  );
  return rows[0]?.ownerId ?? null;
}

/** Returns up to 200 groups and channels that a user owns, by title, or by the names of the other members. */
export async function findOwned(client: Client, userId: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await client.query<{ id: string; name: string }>(
    `SELECT c.id, coalesce(c.title, (SELECT string_agg(u.name, ', ' ORDER BY u.name) FROM memberships m
       JOIN users u ON u.id = m.user_id WHERE m.conversation_id = c.id AND m.to_seq IS NULL AND u.id <> $1), '') AS name
     FROM conversations c WHERE c.owner_id = $1 AND c.kind IN ('group', 'channel') AND c.key NOT LIKE 'group:bot:%'
     ORDER BY name, c.id LIMIT 200`,
    [userId],
  );
  return rows;
}

/** Stores what a bot can do. */
export async function setCommands(client: Client, botId: string, commands: BotCommand[]): Promise<void> {
  await client.query('UPDATE bots SET commands = $2 WHERE id = $1', [botId, JSON.stringify(commands)]);
}

/** Returns the number of members of a conversation, and the building whose room it is; the number is null below five. */
export async function countMembers(
  client: Client,
  conversationId: string,
): Promise<{ people: number | null; buildingId: string | null }> {
  const { rows } = await client.query<{ people: number | null; buildingId: string | null }>(
    `SELECT CASE WHEN c.kind = 'building' THEN split_part(c.key, ':', 2) END AS "buildingId",
       (SELECT nullif(greatest(count(*)::int, ${FEWEST_PEOPLE} - 1), ${FEWEST_PEOPLE} - 1)
        FROM memberships m WHERE m.conversation_id = c.id AND m.to_seq IS NULL) AS people
     FROM conversations c WHERE c.id = $1`,
    [conversationId],
  );
  return rows[0] ?? { people: null, buildingId: null };
}

/** Throws `forbidden` unless the bot is in a conversation. */
export async function assertIsThere(
  { db }: { db: Db },
  botId: string,
  conversationId: string,
): Promise<void> {
  if ((await findBotPlaces(db.pool, [{ botId, conversationId }])).size === 0)
    throw fail('forbidden', 'The bot is not in this conversation.', { field: 'place' });
}
