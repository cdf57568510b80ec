import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { deleteUnreadFormer } from '@/server/conversations/store/former-texts';
import { PERSONAL_DATA } from './personal-data';

type Client = Pick<PoolClient, 'query'>;

/** What becomes of what somebody wrote: it stays, of nobody, or it is deleted where it stands. */
export type Messages = 'keep' | 'delete';

/** Kept until the memberships are left one by one, which others are told of. */
const LATER = ['sessions', 'presences', 'memberships'];
/** Bots that have said something. */
const HAS_SPOKEN = 'EXISTS (SELECT 1 FROM messages m WHERE m.bot_id = b.id)';

/** Who is to be erased, under their lock; null when they are no more. */
export async function lockUser(client: Client, userId: string) {
  const { rows } = await client.query<{
    username: string;
    guest: boolean;
    provider: string | null;
    subject: string | null;
  }>(
    `SELECT u.username, u.guest_until IS NOT NULL AS guest, i.provider, i.subject
     FROM users u LEFT JOIN identities i ON i.user_id = u.id
     WHERE u.id = $1 AND u.erased_at IS NULL FOR UPDATE OF u`,
    [userId],
  );
  return rows[0] ?? null;
}

/**
 * Takes from a user everything that is only theirs, and their name and username from what others can read. Memberships
 * and messages are still to be dealt with. Answers the ids of their bots, none of which runs any more.
 */
export async function anonymise(
  client: Client,
  userId: string,
  nobody: { username: string; name: string; messages: Messages },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM bots WHERE owner_id = $1', [userId]);
  const bots = rows.map((row) => row.id);
  await client.query('DELETE FROM bot_tokens WHERE bot_id = ANY($1)', [bots]);
  await client.query(`DELETE FROM bots b WHERE b.id = ANY($1) AND NOT ${HAS_SPOKEN}`, [bots]);
  await client.query(
    `UPDATE bots SET authorised = false, node_id = NULL, socket_id = NULL,
       secret_hash = sha256(gen_random_uuid()::text::bytea) WHERE id = ANY($1)`,
    [bots],
  );
  for (const [declared, { erasure }] of Object.entries(PERSONAL_DATA)) {
    const [table, column] = declared.split('.') as [string, string];
    if (column === 'bot_id' || LATER.includes(table)) continue;
    if (erasure === 'deleted') await client.query(`DELETE FROM ${table} WHERE ${column} = $1`, [userId]);
    if (erasure === 'cut loose')
      await client.query(`UPDATE ${table} SET ${column} = NULL WHERE ${column} = $1`, [userId]);
  }
  await client.query(
    `UPDATE users SET username = $2, name = $3, words = '', photo = NULL, photo_type = NULL, administrator = false, range = DEFAULT,
       searchable = false, guest_until = NULL, created_at = now(), erased_at = now(),
       erasing = $4::"MessagesOfErased" WHERE id = $1`,
    [userId, nobody.username, nobody.name, nobody.messages],
  );
  return bots;
}

/** Keeps a username from everybody but its `owner`, if it has one. */
export async function retireUsername(
  client: Client,
  retired: { name: Buffer; owner: Buffer | null },
): Promise<void> {
  await client.query('INSERT INTO retired_usernames (name, owner) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    retired.name,
    retired.owner,
  ]);
}

export async function isRetired(db: Db, name: Buffer): Promise<boolean> {
  return (await db.prisma.retiredUsername.count({ where: { name: new Uint8Array(name) } })) > 0;
}

/** Guests whose day is over and who are still there: some of them at a time. */
export async function findOverdueGuests(db: Db): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT id FROM users WHERE guest_until <= now() AND erased_at IS NULL LIMIT 200',
  );
  return rows.map((row) => row.id);
}

/** People whose erasure is not done yet, and whom nobody is just about to finish: some of them at a time. */
export async function findErasing(db: Db): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT id FROM users WHERE erasing IS NOT NULL AND erased_at < now() - interval '2 seconds'
     ORDER BY erased_at LIMIT 20`,
  );
  return rows.map((row) => row.id);
}

/** The next messages that are to be deleted of somebody who is being erased. */
export async function findMessagesToDelete(db: Db, userId: string, most: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT m.id FROM messages m JOIN users u ON u.id = m.sender_id
     WHERE u.id = $1 AND u.erasing = 'delete' AND m.deleted_at IS NULL LIMIT $2`,
    [userId, most],
  );
  return rows.map((row) => row.id);
}

/** Of `conversations c`: by invitation, and nobody who is in it or was can read it any more. */
const DEAD = `c.kind <> 'building' AND NOT c.public AND NOT EXISTS (
  SELECT 1 FROM memberships o JOIN users ou ON ou.id = o.user_id
  WHERE o.conversation_id = c.id AND ou.erased_at IS NULL)`;

/**
 * The end of an erasure: what nobody else can read goes, and if that leaves nothing, the user. Closed memberships of
 * direct conversations stay, since those conversations are named by their two.
 */
export async function forgetRemains(client: Client, userId: string): Promise<void> {
  await client.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
  await client.query('DELETE FROM presences WHERE user_id = $1', [userId]);
  const { rows } = await client.query<{ id: string }>(
    `SELECT c.id FROM conversations c
     WHERE EXISTS (SELECT 1 FROM memberships mb WHERE mb.conversation_id = c.id AND mb.user_id = $1) AND ${DEAD}`,
    [userId],
  );
  const dead = rows.map((row) => row.id);
  await client.query(
    `DELETE FROM messages m USING entries e WHERE e.message_id = m.id AND e.conversation_id = ANY($1)
       AND NOT EXISTS (SELECT 1 FROM entries x WHERE x.message_id = m.id AND x.conversation_id <> ALL($1))`,
    [dead],
  );
  await client.query('DELETE FROM conversations WHERE id = ANY($1)', [dead]);
  const { rows: left } = await client.query<{ id: string }>(
    `DELETE FROM memberships mb USING conversations c
     WHERE c.id = mb.conversation_id AND mb.user_id = $1 AND c.kind <> 'direct' RETURNING c.id`,
    [userId],
  );
  await deleteUnreadFormer(
    client,
    left.map((row) => row.id),
  );
  // Leaving counted on their marks.
  await client.query('DELETE FROM marks WHERE user_id = $1', [userId]);
  await client.query('UPDATE users SET erasing = NULL WHERE id = $1', [userId]);
  await client.query(
    `DELETE FROM users u WHERE u.id = $1 AND u.erased_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.sender_id = u.id)
       AND NOT EXISTS (SELECT 1 FROM memberships mb WHERE mb.user_id = u.id)
       AND NOT EXISTS (SELECT 1 FROM bots b WHERE b.owner_id = u.id)`,
    [userId],
  );
}
