import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { prepared } from '@/db/prepared';
import { isActiveCredential } from '@/server/accounts/store/credentials';

type Client = Pick<PoolClient, 'query'>;

/** A session to store: new, or resumed on another socket. */
export interface SessionStart {
  /** The id of the session, if it is new. */
  id: string;
  /** The id of the stored session that the client wants to resume. */
  resumes: string | null;
  userId: string;
  socketId: string;
  credentialId: string;
}

export interface StartedSession {
  /** The id of the resumed or the new session. */
  id: string;
  resumed: boolean;
  /** The socket that had the resumed session until now, and its node; null if it was disconnected. */
  from: { socketId: string; nodeId: string | null } | null;
  /** The user had no session, not even one within its grace time. */
  isFirst: boolean;
}

const startRows = prepared<{ starts: (SessionStart & { n: number })[]; nodeId: string }>(
  'startSessions',
  ({ column, value }) => `WITH asked AS (
       SELECT a.*, u.id IS NOT NULL AS known FROM unnest(
         ${column('starts', 'n', 'int')}, ${column('starts', 'id', 'uuid')}, ${column('starts', 'resumes', 'uuid')},
         ${column('starts', 'userId', 'uuid')}, ${column('starts', 'socketId', 'text')}, ${column('starts', 'credentialId', 'uuid')})
         AS a (n, id, resumes, user_id, socket_id, credential_id) LEFT JOIN users u ON u.id = a.user_id),
     old AS (
       SELECT s.id, a.n, a.socket_id, a.credential_id,
         CASE WHEN s.disconnected_at IS NULL THEN s.socket_id END AS from_socket, s.node_id AS from_node
       FROM asked a JOIN sessions s ON s.id = a.resumes AND s.user_id = a.user_id
       WHERE ${isActiveCredential('a.credential_id')}
       ORDER BY s.id FOR UPDATE OF s),
     resumed AS (
       UPDATE sessions s SET node_id = ${value('nodeId', 'uuid')}, socket_id = old.socket_id, credential_id = old.credential_id,
         connected_at = now(), disconnected_at = NULL
       FROM old WHERE s.id = old.id),
     made AS (
       INSERT INTO sessions (id, user_id, node_id, socket_id, credential_id)
       SELECT a.id, a.user_id, ${value('nodeId', 'uuid')}, a.socket_id, a.credential_id FROM asked a
       WHERE a.known AND NOT EXISTS (SELECT 1 FROM old WHERE old.n = a.n))
     SELECT a.n, coalesce(old.id, a.id) AS id, old.id IS NOT NULL AS resumed, old.from_socket AS "socketId", old.from_node AS "nodeId",
       NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = a.user_id) AS "isFirst"
     FROM asked a LEFT JOIN old ON old.n = a.n WHERE a.known`,
);

/**
 * Resumes the stored sessions that the starts name and that belong to their users, and inserts the others. A credential
 * that has ended resumes no session, so the socket that has the session keeps it. No two of the starts may resume the
 * same session. Returns the result of each start; null for a user that no longer exists.
 */
export async function startSessions(
  client: Client,
  nodeId: string,
  starts: readonly SessionStart[],
): Promise<(StartedSession | null)[]> {
  const { rows } = await client.query<
    Omit<StartedSession, 'from'> & { n: number; socketId: string | null; nodeId: string | null }
  >(startRows({ nodeId, starts: starts.map((start, n) => ({ ...start, n })) }));
  const started: (StartedSession | null)[] = starts.map(() => null);
  for (const { n, socketId, nodeId: node, id, resumed, isFirst } of rows)
    started[n] = { id, resumed, isFirst, from: socketId === null ? null : { socketId, nodeId: node } };
  return started;
}

/**
 * Deletes the sessions of these users beyond the newest `max` of each, disconnected ones first, except those that another
 * transaction has locked. Returns the socket ids of deleted sessions that were connected.
 */
export async function deleteExcessSessions(
  client: Client,
  userIds: string[],
  max: number,
): Promise<string[]> {
  const { rows } = await client.query<{ socketId: string }>(deleteExcessRows({ userIds, max }));
  return rows.map((row) => row.socketId);
}

const deleteExcessRows = prepared<{ userIds: string[]; max: number }>(
  'deleteExcessSessions',
  // The transaction has locked other sessions, so it must not wait for these.
  ({ value }) => `WITH ranked AS (
       SELECT id, row_number() OVER (
         PARTITION BY user_id ORDER BY disconnected_at IS NOT NULL, connected_at DESC, id) AS place
       FROM sessions WHERE user_id = ANY(${value('userIds', 'uuid[]')})),
     due AS (
       SELECT s.id FROM sessions s JOIN ranked r ON r.id = s.id WHERE r.place > ${value('max', 'int')}
       FOR UPDATE OF s SKIP LOCKED),
     gone AS (
       DELETE FROM sessions s USING due WHERE s.id = due.id RETURNING s.socket_id, s.disconnected_at)
     SELECT socket_id AS "socketId" FROM gone WHERE disconnected_at IS NULL AND socket_id IS NOT NULL`,
);

/** A stored session and the socket that has it. */
export interface SessionSocket {
  id: string;
  socketId: string;
}

const disconnectRows = prepared<{ socketIds: readonly string[] }>(
  'disconnectSessions',
  ({ value }) => `WITH ended AS (
       SELECT id FROM sessions WHERE socket_id = ANY(${value('socketIds', 'text[]')}) AND disconnected_at IS NULL
       ORDER BY id FOR UPDATE)
     UPDATE sessions s SET disconnected_at = now(), node_id = NULL FROM ended WHERE s.id = ended.id RETURNING s.user_id`,
);

/**
 * Marks the sessions of these sockets as disconnected; they stay for the grace time. Sessions that another connection
 * resumed have another socket. Returns the ids of the affected users.
 */
export async function disconnectSessions(client: Client, socketIds: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ user_id: string }>(disconnectRows({ socketIds }));
  return [...new Set(rows.map((row) => row.user_id))];
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
 * heartbeats look late. Leaves sessions that are locked, which may be resumed just now, to the next call.
 */
export async function endSessionsOfDeadNodes(
  db: Db,
  options: { deadAfterMs?: number; notAfter?: Date; goodbye?: string },
): Promise<string[]> {
  const { rows } = await db.pool.query<{ user_id: string }>(
    `WITH dead AS (
       DELETE FROM nodes WHERE id = $2 OR (heartbeat_at < now() - $1::float8 * interval '1 millisecond'
         AND now() < coalesce($3::timestamptz, 'infinity')) RETURNING id),
     due AS (
       SELECT id FROM sessions
       WHERE disconnected_at IS NULL AND (node_id IN (SELECT id FROM dead) OR node_id NOT IN (SELECT id FROM nodes))
       ORDER BY id FOR UPDATE SKIP LOCKED),
     ended AS (
       UPDATE sessions s SET disconnected_at = now(), node_id = NULL FROM due WHERE s.id = due.id RETURNING s.user_id)
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
  live: SessionSocket[],
): Promise<{ ended: string[]; back: string[]; lost: string[] }> {
  // Leaves recent changes and locked sessions alone, because a change may be under way.
  // NOT IN is hashed. NOT EXISTS is a nested loop until the table has statistics, which it has not after a herd.
  const { rows } = await db.pool.query<{ what: 'ended' | 'back' | 'lost'; id: string }>(
    `WITH live AS (SELECT * FROM unnest($2::uuid[], $3::text[]) AS l (id, socket_id)),
     missing AS (
       SELECT s.id FROM sessions s
       WHERE s.node_id = $1 AND s.disconnected_at IS NULL AND s.connected_at < now() - interval '15 seconds'
         AND coalesce(s.socket_id, '') NOT IN (SELECT socket_id FROM live)
       FOR UPDATE OF s SKIP LOCKED),
     ended AS (
       UPDATE sessions s SET disconnected_at = now(), node_id = NULL FROM missing m WHERE s.id = m.id
       RETURNING s.user_id),
     returned AS (
       SELECT s.id FROM sessions s JOIN live l ON s.id = l.id AND s.socket_id = l.socket_id
       WHERE s.disconnected_at < now() - interval '5 seconds' FOR UPDATE OF s SKIP LOCKED),
     back AS (
       UPDATE sessions s SET disconnected_at = NULL, node_id = $1 FROM returned r WHERE s.id = r.id
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
       DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE user_id = $2 AND NOT EXISTS (
           SELECT 1 FROM sessions s WHERE s.user_id = $2 AND (s.${PAST_GRACE}) IS NOT TRUE)
         ORDER BY id FOR UPDATE)
       RETURNING disconnected_at)
     SELECT max(disconnected_at) AS "endedAt" FROM forgotten`,
    [graceMs, userId],
  );
  return rows[0]?.endedAt ?? null;
}

/** Deletes sessions past the grace time of users who have other sessions. Leaves locked ones to the next call. */
export async function forgetSessions(db: Db, graceMs: number): Promise<void> {
  await db.pool.query(
    `DELETE FROM sessions WHERE id IN (
       SELECT o.id FROM sessions o WHERE o.${PAST_GRACE} AND EXISTS (
         SELECT 1 FROM sessions s WHERE s.user_id = o.user_id AND (s.${PAST_GRACE}) IS NOT TRUE)
       FOR UPDATE OF o SKIP LOCKED)`,
    [graceMs],
  );
}
