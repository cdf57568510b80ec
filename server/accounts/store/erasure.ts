import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { eraseUploads } from '@/server/attachments/store/attachments';
import { eraseBots } from '@/server/bots/store';
import { clearOwner } from '@/server/conversations/store/conversations';
import { deleteErasedMember } from '@/server/conversations/store/erased-members';
import { deletePresence } from '@/server/presence/store';
import { PERSONAL_DATA } from './personal-data';

type Client = Pick<PoolClient, 'query'>;

/** What an erasure does with the user's messages: keeps them under a substitute name, or redacts them. */
export type Messages = 'keep' | 'delete';

/**
 * Tables and columns that change later: memberships are closed, and ownership is passed on, one conversation at a time,
 * with an event for the other members.
 */
const LATER = ['sessions', 'presences', 'memberships', 'conversations.owner_id'];

/** Locks the user who is to be erased and returns their identity; null when they are erased already. */
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
 * Deletes a user's own data, and replaces their name and username where others can read them. Memberships and messages
 * remain to be handled. Returns the ids of the user's bots, all of which are stopped.
 */
export async function anonymise(
  client: Client,
  userId: string,
  nobody: { username: string; name: string; messages: Messages },
): Promise<string[]> {
  const bots = await eraseBots(client, userId);
  await eraseUploads(client, userId);
  for (const [declared, { erasure }] of Object.entries(PERSONAL_DATA)) {
    const [table, column] = declared.split('.') as [string, string];
    if (column === 'bot_id' || LATER.includes(table) || LATER.includes(declared)) continue;
    if (erasure === 'deleted') await client.query(`DELETE FROM ${table} WHERE ${column} = $1`, [userId]);
    if (erasure === 'cut loose')
      await client.query(`UPDATE ${table} SET ${column} = NULL WHERE ${column} = $1`, [userId]);
  }
  await client.query(
    `UPDATE users SET username = $2, name = $3, words = '', about = NULL, suspended_until = NULL, administrator = false, range = DEFAULT,
       searchable = false, first_messages = DEFAULT, pins = NULL, guest_until = NULL, created_at = now(),
       erased_at = now(),
       erasing = $4::"MessagesOfErased" WHERE id = $1`,
    [userId, nobody.username, nobody.name, nobody.messages],
  );
  return bots;
}

/**
 * Changes the value by which clients notice that a user was erased. The last statement of an erasure's transaction: a later
 * erasure waits for its row, so each commits a value of its own.
 */
export async function markErasure(client: Client): Promise<void> {
  await client.query(
    `INSERT INTO erasure_marks (id, mark) VALUES (1, gen_random_uuid())
     ON CONFLICT (id) DO UPDATE SET mark = excluded.mark`,
  );
}

/** Reserves a username: afterwards only `owner` can get it, or no user if `owner` is null. */
export async function retireUsername(
  client: Client,
  retired: { name: Buffer; owner: Buffer | null },
): Promise<void> {
  await client.query('INSERT INTO retired_usernames (name, owner) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    retired.name,
    retired.owner,
  ]);
}

/** Returns whether a username, given as its hash, is reserved after an erasure. */
export async function isRetired(db: Db, name: Buffer): Promise<boolean> {
  return (await db.prisma.retiredUsername.count({ where: { name: new Uint8Array(name) } })) > 0;
}

/** Returns up to 200 expired guests who are not yet erased. */
export async function findOverdueGuests(db: Db): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT id FROM users WHERE guest_until <= now() AND erased_at IS NULL LIMIT 200',
  );
  return rows.map((row) => row.id);
}

/**
 * Returns up to 20 users whose erasure is incomplete, the longest erased first. Leaves out erasures of the last
 * 2 seconds, which the erasing node may still be finishing.
 */
export async function findErasing(db: Db): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT id FROM users WHERE erasing IS NOT NULL AND erased_at < now() - interval '2 seconds'
     ORDER BY erased_at LIMIT 20`,
  );
  return rows.map((row) => row.id);
}

/** Returns up to `limit` messages that the erasure of a user still has to redact. */
export async function findMessagesToDelete(db: Db, userId: string, limit: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT m.id FROM messages m JOIN users u ON u.id = m.sender_id
     WHERE u.id = $1 AND u.erasing = 'delete' AND m.deleted_at IS NULL LIMIT $2`,
    [userId, limit],
  );
  return rows.map((row) => row.id);
}

/**
 * Ends an erasure: deletes the presence, the sessions and the conversations that nobody can read any more, and then the
 * user if no other row refers to the user.
 */
export async function forgetRemains(client: Client, userId: string): Promise<void> {
  // The presence first, and the sessions in order of id: as every transaction locks them.
  await deletePresence(client, userId);
  await client.query(
    'DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user_id = $1 ORDER BY id FOR UPDATE)',
    [userId],
  );
  await deleteErasedMember(client, userId);
  await clearOwner(client, userId);
  await client.query('UPDATE users SET erasing = NULL WHERE id = $1', [userId]);
  await client.query(
    `DELETE FROM users u WHERE u.id = $1 AND u.erased_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.sender_id = u.id)
       AND NOT EXISTS (SELECT 1 FROM memberships mb WHERE mb.user_id = u.id)
       AND NOT EXISTS (SELECT 1 FROM bots b WHERE b.owner_id = u.id)`,
    [userId],
  );
}
