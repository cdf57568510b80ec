import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { prepared } from '@/db/prepared';
import type { UserActor } from '@/server/actor';

/** Returns the ids of a user's sign-ins and tokens whose sessions are connected now, on any node. */
export async function connectedCredentials(db: Db, userId: string): Promise<Set<string | null>> {
  const sessions = await db.prisma.session.findMany({
    where: { userId, disconnectedAt: null },
    select: { credentialId: true },
  });
  return new Set(sessions.map(({ credentialId }) => credentialId));
}

/** SQL condition: the user with this id is not suspended. */
export const notSuspended = (userId: string) =>
  `NOT EXISTS (SELECT 1 FROM users u WHERE u.id = ${userId} AND u.suspended_until > now())`;
const ACTIVE_SIGN_IN = `s.revoked_at IS NULL AND s.expires_at > now() AND ${notSuspended('s.user_id')}`;
const ACTIVE_TOKEN = `t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
  AND ${notSuspended('t.user_id')}`;

/** SQL expression: whether the sign-in or the token with this id is active. */
export const isActiveCredential = (id: string) => `(
  EXISTS (SELECT 1 FROM sign_ins s WHERE s.id = ${id} AND ${ACTIVE_SIGN_IN})
  OR EXISTS (SELECT 1 FROM api_tokens t WHERE t.id = ${id} AND ${ACTIVE_TOKEN}))`;

/** Returns when a credential expires; null for never. */
export async function credentialEnd(
  db: Db,
  { via, credentialId }: Pick<UserActor, 'via' | 'credentialId'>,
): Promise<Date | null> {
  const { rows } = await db.pool.query<{ end: Date | null }>(
    `SELECT expires_at AS end FROM ${via === 'token' ? 'api_tokens' : 'sign_ins'} WHERE id = $1`,
    [credentialId],
  );
  return rows[0]?.end ?? null;
}

const touchRows = prepared<{ signIns: string[]; tokens: string[] }>('touchCredentials', ({ value }) => {
  const [signIns, tokens] = [value('signIns', 'uuid[]'), value('tokens', 'uuid[]')];
  // Skips locked rows: whoever has locked one is also using it, or ending it.
  return `WITH unseen AS (
       SELECT id FROM sign_ins WHERE id = ANY(${signIns}) AND last_seen_at < now() - interval '1 minute'
       FOR NO KEY UPDATE SKIP LOCKED),
     seen AS (UPDATE sign_ins s SET last_seen_at = now() FROM unseen WHERE s.id = unseen.id),
     unused AS (
       SELECT id FROM api_tokens WHERE id = ANY(${tokens}) AND last_used_at < now() - interval '1 minute'
       FOR NO KEY UPDATE SKIP LOCKED),
     used AS (UPDATE api_tokens t SET last_used_at = now() FROM unused WHERE t.id = unused.id)
     SELECT shown.id FROM unnest(${signIns}) shown (id) WHERE NOT EXISTS (
       SELECT 1 FROM sign_ins s WHERE s.id = shown.id AND ${ACTIVE_SIGN_IN})
     UNION ALL SELECT shown.id FROM unnest(${tokens}) shown (id) WHERE NOT EXISTS (
       SELECT 1 FROM api_tokens t WHERE t.id = shown.id AND ${ACTIVE_TOKEN})`;
});

/**
 * Records that these sign-ins and tokens are in use, at most once a minute. Returns the ids of those that are no longer
 * active: revoked, expired, or deleted with their user.
 */
export async function touchCredentials(
  client: Pick<PoolClient, 'query'>,
  credentials: { signIns: string[]; tokens: string[] },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(touchRows(credentials));
  return rows.map((row) => row.id);
}
