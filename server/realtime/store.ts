import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';

/**
 * Resumes a stored session of the user on another socket. Returns the socket that had the session (`from`, null if it
 * was disconnected), or null when no session has the id.
 */
export async function resumeSession(
  db: Db,
  session: { id: string; userId: string; nodeId: string; socketId: string; credentialId: string },
): Promise<{ from: { socketId: string; nodeId: string | null } | null } | null> {
  const { rows } = await db.pool.query<{ socketId: string | null; nodeId: string | null }>(
    `WITH old AS (
       SELECT id, CASE WHEN disconnected_at IS NULL THEN socket_id END AS socket_id, node_id FROM sessions
       WHERE id = $1 AND user_id = $2 FOR UPDATE)
     UPDATE sessions s SET node_id = $3, socket_id = $4, credential_id = $5, connected_at = now(), disconnected_at = NULL
     FROM old WHERE s.id = old.id RETURNING old.socket_id AS "socketId", old.node_id AS "nodeId"`,
    [session.id, session.userId, session.nodeId, session.socketId, session.credentialId],
  );
  const row = rows[0];
  if (!row) return null;
  return { from: row.socketId === null ? null : { socketId: row.socketId, nodeId: row.nodeId } };
}

/** Stores a session. Returns true if the user had no session, not even one within its grace time. */
export async function insertSession(
  db: Db,
  session: {
    id: string;
    userId: string;
    nodeId: string;
    socketId: string;
    credentialId: string;
    cursors: Record<string, number> | null;
  },
): Promise<boolean> {
  const { rows } = await db.pool.query<{ first: boolean }>(
    `INSERT INTO sessions (id, user_id, node_id, socket_id, credential_id, cursors) VALUES ($1, $2, $3, $4, $5, $6)
     RETURNING NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = $2) AS first`,
    [
      session.id,
      session.userId,
      session.nodeId,
      session.socketId,
      session.credentialId,
      session.cursors === null ? null : JSON.stringify(session.cursors),
    ],
  );
  return rows[0]?.first === true;
}

/**
 * Deletes the sessions of a user beyond the newest `limit`, disconnected ones first. Returns the socket ids of deleted
 * sessions that were connected.
 */
export async function forgetOldest(db: Db, userId: string, limit: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ socketId: string }>(
    `WITH gone AS (
       DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE user_id = $1
         ORDER BY disconnected_at IS NOT NULL, connected_at DESC, id OFFSET $2)
       RETURNING socket_id, disconnected_at)
     SELECT socket_id AS "socketId" FROM gone WHERE disconnected_at IS NULL AND socket_id IS NOT NULL`,
    [userId, limit],
  );
  return rows.map((row) => row.socketId);
}

/**
 * Marks a session as disconnected; it stays for the grace time. Returns false if another connection resumed it or it
 * had ended.
 */
export async function disconnectSession(db: Db, id: string, socketId: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    'UPDATE sessions SET disconnected_at = now(), node_id = NULL WHERE id = $1 AND socket_id = $2 AND disconnected_at IS NULL',
    [id, socketId],
  );
  return rowCount === 1;
}

/** Stores a heartbeat of the node and returns its time by the database's clock. */
export async function beat(db: Db, nodeId: string): Promise<Date> {
  const { rows } = await db.pool.query<{ at: Date }>(
    `INSERT INTO nodes (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET heartbeat_at = now()
     RETURNING heartbeat_at AS at`,
    [nodeId],
  );
  return (rows[0] as { at: Date }).at;
}

/**
 * Ends the sessions of nodes that died, or of the node `goodbye` that stops. Returns the ids of the affected users.
 * After `notAfter` (the database's clock) no node counts as dead: to a query that waited while the database hung, all
 * heartbeats look late.
 */
export async function endSessionsOfDeadNodes(
  db: Db,
  options: { deadAfterMs?: number; notAfter?: Date; goodbye?: string },
): Promise<string[]> {
  const { rows } = await db.pool.query<{ user_id: string }>(
    `WITH dead AS (
       DELETE FROM nodes WHERE id = $2 OR (heartbeat_at < now() - $1::float8 * interval '1 millisecond'
         AND now() < coalesce($3::timestamptz, 'infinity')) RETURNING id),
     ended AS (
       UPDATE sessions SET disconnected_at = now(), node_id = NULL
       WHERE disconnected_at IS NULL AND (node_id IN (SELECT id FROM dead) OR node_id NOT IN (SELECT id FROM nodes))
       RETURNING user_id)
     SELECT DISTINCT user_id FROM ended`,
    [options.deadAfterMs ?? null, options.goodbye ?? null, options.notAfter ?? null],
  );
  return rows.map((row) => row.user_id);
}

/**
 * Compares the stored sessions of this node with the live ones. After an outage of the database or the node, some ended
 * sessions are still stored, and some live ones were ended by other nodes. Returns the users of `ended` sessions and of
 * sessions brought `back`, and the socket ids of `lost` sessions (deleted, or resumed elsewhere).
 */
export async function reconcileSessions(
  db: Db,
  nodeId: string,
  live: { id: string; socketId: string }[],
): Promise<{ ended: string[]; back: string[]; lost: string[] }> {
  // Leaves recent changes alone, because they may be under way.
  const { rows } = await db.pool.query<{ what: 'ended' | 'back' | 'lost'; id: string }>(
    `WITH live AS (SELECT * FROM unnest($2::uuid[], $3::text[]) AS l (id, socket_id)),
     ended AS (
       UPDATE sessions s SET disconnected_at = now(), node_id = NULL
       WHERE s.node_id = $1 AND s.disconnected_at IS NULL AND s.connected_at < now() - interval '15 seconds'
         AND NOT EXISTS (SELECT 1 FROM live l WHERE l.socket_id = s.socket_id)
       RETURNING s.user_id),
     back AS (
       UPDATE sessions s SET disconnected_at = NULL, node_id = $1 FROM live l
       WHERE s.id = l.id AND s.socket_id = l.socket_id AND s.disconnected_at < now() - interval '5 seconds'
       RETURNING s.user_id)
     SELECT 'ended' AS what, user_id::text AS id FROM ended UNION SELECT 'back', user_id::text FROM back
     UNION ALL SELECT 'lost', l.socket_id FROM live l
     WHERE NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = l.id AND s.socket_id = l.socket_id)`,
    [nodeId, live.map((session) => session.id), live.map((session) => session.socketId)],
  );
  const of = (outcome: string) => rows.filter((row) => row.what === outcome).map((row) => row.id);
  return { ended: of('ended'), back: of('back'), lost: of('lost') };
}

const PAST_GRACE = `disconnected_at < now() - $1 * interval '1 millisecond'`;

/** Returns up to 200 users all of whose sessions are past the grace time. */
export async function findGone(db: Db, graceMs: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ user_id: string }>(
    `SELECT DISTINCT user_id FROM sessions o WHERE o.${PAST_GRACE} AND NOT EXISTS (
       SELECT 1 FROM sessions s WHERE s.user_id = o.user_id AND (s.${PAST_GRACE}) IS NOT TRUE) LIMIT 200`,
    [graceMs],
  );
  return rows.map((row) => row.user_id);
}

/**
 * Deletes all of a user's sessions if all are past the grace time. Returns when the last connection ended; null if
 * nothing was deleted.
 */
export async function forgetUser(
  client: Pick<PoolClient, 'query'>,
  userId: string,
  graceMs: number,
): Promise<Date | null> {
  const { rows } = await client.query<{ endedAt: Date | null }>(
    `WITH forgotten AS (
       DELETE FROM sessions WHERE user_id = $2 AND NOT EXISTS (
         SELECT 1 FROM sessions s WHERE s.user_id = $2 AND (s.${PAST_GRACE}) IS NOT TRUE)
       RETURNING disconnected_at)
     SELECT max(disconnected_at) AS "endedAt" FROM forgotten`,
    [graceMs, userId],
  );
  return rows[0]?.endedAt ?? null;
}

/** Deletes sessions past the grace time of users who have other sessions. */
export async function forgetSessions(db: Db, graceMs: number): Promise<void> {
  await db.pool.query(
    `DELETE FROM sessions o WHERE o.${PAST_GRACE} AND EXISTS (
       SELECT 1 FROM sessions s WHERE s.user_id = o.user_id AND (s.${PAST_GRACE}) IS NOT TRUE)`,
    [graceMs],
  );
}
