import type { PoolClient } from 'pg';

/** A conversation that a bot may be in. */
export interface BotPlaceRef {
  botId: string;
  conversationId: string;
}

/** Returns, as `<bot>:<conversation>`, the conversations that the bots are in: the rooms of their buildings, and places. */
export async function findBotPlaces(
  client: Pick<PoolClient, 'query'>,
  asked: BotPlaceRef[],
): Promise<Set<string>> {
  if (asked.length === 0) return new Set();
  const { rows } = await client.query<{ place: string }>(
    `SELECT b.id || ':' || c.id AS place FROM unnest($1::text[], $2::uuid[]) AS a (bot, conversation)
     JOIN bots b ON b.id = a.bot AND b.deleted_at IS NULL JOIN conversations c ON c.id = a.conversation
     WHERE c.key = 'building:' || b.building_id
       OR (EXISTS (SELECT 1 FROM bot_places p WHERE p.bot_id = b.id AND p.conversation_id = c.id)
         AND (c.kind = 'building' OR EXISTS (SELECT 1 FROM memberships m WHERE m.conversation_id = c.id AND m.to_seq IS NULL)))`,
    [asked.map(({ botId }) => botId), asked.map(({ conversationId }) => conversationId)],
  );
  return new Set(rows.map(({ place }) => place));
}
