import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

/** A subscription of a browser, as the database has it. */
export interface HerdSubscription {
  endpoint: string;
  p256dh: Buffer;
  auth: Buffer;
}

/**
 * Creates a user with a browser for each subscription; all are in the channel, and are notified of all its messages.
 * Nobody of the channel may be online yet.
 */
export async function createPushHerd(
  pool: Pick<Pool, 'query'>,
  channelId: string,
  subscriptions: readonly HerdSubscription[],
): Promise<void> {
  const prefix = randomBytes(4).toString('hex');
  await pool.query(
    `WITH given AS (
       SELECT * FROM unnest($2::text[], $3::bytea[], $4::bytea[], $5::bytea[]) WITH ORDINALITY
         AS g (endpoint, hash, p256dh, auth, n)),
     people AS (
       INSERT INTO users (username, name) SELECT $6 || n, 'Person ' || n FROM given RETURNING id, username),
     signed AS (
       INSERT INTO sign_ins (user_id, expires_at) SELECT id, now() + interval '1 day' FROM people RETURNING id, user_id),
     stay AS (
       INSERT INTO memberships (user_id, conversation_id, from_seq)
       SELECT p.id, c.id, c.head + 1 FROM people p JOIN conversations c ON c.id = $1),
     chosen AS (
       INSERT INTO notification_choices (user_id, conversation_id, level) SELECT id, $1, 'all' FROM people)
     INSERT INTO push_subscriptions (sign_in_id, user_id, endpoint, endpoint_hash, p256dh, auth, language)
     SELECT s.id, p.id, g.endpoint, g.hash, g.p256dh, g.auth, 'en'
     FROM given g JOIN people p ON p.username = $6 || g.n JOIN signed s ON s.user_id = p.id`,
    [
      channelId,
      subscriptions.map(({ endpoint }) => endpoint),
      subscriptions.map(({ endpoint }) => createHash('sha256').update(endpoint).digest()),
      subscriptions.map(({ p256dh }) => p256dh),
      subscriptions.map(({ auth }) => auth),
      prefix,
    ],
  );
}
