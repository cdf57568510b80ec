import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { Cell } from './cells';

type Client = Pick<PoolClient, 'query'>;

/** One user's presence as every node knows it: whole, so that a later one simply replaces an earlier one. */
export interface PresenceState {
  userId: string;
  username: string;
  name: string;
  version: number;
  online: boolean;
  sharing: boolean;
  cell: Cell | null;
  /** Metres, as asked. */
  range: number;
  /** Internal ids of those whom the user has blocked. */
  blocked: string[];
  buildingId: string | null;
  declared: boolean;
  /** The building's room, and the first of its seqs that the user receives. */
  room: { id: string; fromSeq: number } | null;
}

export interface PresenceChange {
  sharing?: boolean;
  cell?: Cell | null;
  buildingId?: string | null;
  declared?: boolean;
  /** Milliseconds from now; null never. */
  expiresInMs?: number | null;
}

interface StateRow {
  user_id: string;
  username: string;
  name: string;
  range: number;
  blocked: string[];
  version: number | null;
  sharing: boolean | null;
  cell_row: number | null;
  cell_col: number | null;
  building_id: string | null;
  declared: boolean | null;
  online: boolean;
  room_id: string | null;
  from_seq: number | null;
}

const STATE = `
  SELECT u.id AS user_id, u.username, u.name, u.range, p.version, p.sharing, p.cell_row, p.cell_col, p.building_id, p.declared,
         EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id AND s.disconnected_at IS NULL) AS online,
         ARRAY(SELECT b.blocked_id FROM blocks b WHERE b.blocker_id = u.id ORDER BY 1) AS blocked,
         c.id AS room_id, mb.from_seq
  FROM users u LEFT JOIN presences p ON p.user_id = u.id
  LEFT JOIN conversations c ON c.key = 'building:' || p.building_id
  LEFT JOIN memberships mb ON mb.conversation_id = c.id AND mb.user_id = u.id AND mb.to_seq IS NULL`;

function toState(row: StateRow): PresenceState {
  const { cell_row, cell_col, room_id, from_seq } = row;
  return {
    userId: row.user_id,
    username: row.username,
    name: row.name,
    version: row.version ?? 0,
    online: row.online,
    sharing: row.sharing ?? false,
    cell: cell_row !== null && cell_col !== null ? { row: cell_row, col: cell_col } : null,
    range: row.range,
    blocked: row.blocked,
    buildingId: row.building_id,
    declared: row.declared ?? false,
    room: room_id !== null && from_seq !== null ? { id: room_id, fromSeq: from_seq } : null,
  };
}

/** Everyone who is online, for a node that starts or lost touch. */
export async function readOnline(db: Db): Promise<PresenceState[]> {
  const { rows } = await db.pool.query<StateRow>(
    `${STATE} WHERE u.id IN (SELECT user_id FROM sessions WHERE disconnected_at IS NULL)`,
  );
  return rows.map(toState);
}

/** One user's state as it is stored, and when its place expires (milliseconds since 1970). */
export async function readPresence(
  db: Db,
  userId: string,
): Promise<{ state: PresenceState; expiresAt: number | null } | null> {
  const { rows } = await db.pool.query<StateRow & { expires_at: Date | null }>(
    STATE.replace('p.declared,', 'p.declared, p.expires_at,').concat(' WHERE u.id = $1'),
    [userId],
  );
  const row = rows[0];
  return row ? { state: toState(row), expiresAt: row.expires_at?.getTime() ?? null } : null;
}

/** What is stored of a user's place before a change. */
export interface StoredPlace {
  buildingId: string | null;
  sharing: boolean;
  declared: boolean;
}

/** Locks the user's presence (making it if need be) and says what it was. */
export async function lockPresence(client: Client, userId: string): Promise<StoredPlace> {
  await client.query('INSERT INTO presences (user_id) VALUES ($1) ON CONFLICT DO NOTHING', [userId]);
  const { rows } = await client.query<StoredPlace>(
    'SELECT building_id AS "buildingId", sharing, declared FROM presences WHERE user_id = $1 FOR UPDATE',
    [userId],
  );
  return rows[0] as StoredPlace;
}

/** Counts on the versions of those whose sessions came or went, and reads their states. */
export async function touchPresences(client: Client, userIds: string[]): Promise<PresenceState[]> {
  await client.query(
    `WITH locked AS (SELECT user_id FROM presences WHERE user_id = ANY($1) ORDER BY user_id FOR UPDATE)
     UPDATE presences p SET version = version + 1 FROM locked WHERE p.user_id = locked.user_id`,
    [userIds],
  );
  const { rows } = await client.query<StateRow>(`${STATE} WHERE u.id = ANY($1)`, [userIds]);
  return rows.map(toState);
}

/** Applies a change and counts the version on; absent fields stay. */
export async function writePresence(client: Client, userId: string, change: PresenceChange): Promise<void> {
  const set: string[] = [];
  const values: unknown[] = [userId];
  const put = (column: string, value: unknown) => {
    values.push(value);
    set.push(`${column} = $${values.length}`);
  };
  if (change.sharing !== undefined) put('sharing', change.sharing);
  if (change.cell !== undefined) {
    put('cell_row', change.cell?.row ?? null);
    put('cell_col', change.cell?.col ?? null);
  }
  if (change.buildingId !== undefined) put('building_id', change.buildingId);
  if (change.declared !== undefined) put('declared', change.declared);
  if (change.expiresInMs !== undefined) {
    put('expires_at', change.expiresInMs === null ? null : new Date(Date.now() + change.expiresInMs));
  }
  await client.query(
    `UPDATE presences SET ${['version = version + 1', ...set].join(', ')} WHERE user_id = $1`,
    values,
  );
}

export async function readState(client: Client, userId: string): Promise<PresenceState> {
  const { rows } = await client.query<StateRow>(`${STATE} WHERE u.id = $1`, [userId]);
  return toState(rows[0] as StateRow);
}

/** Keeps a place from expiring; changes nothing that anybody sees. */
export async function renewPresence(db: Db, userId: string, expiresInMs: number): Promise<void> {
  await db.pool.query(
    `UPDATE presences SET expires_at = now() + $2 * interval '1 millisecond' WHERE user_id = $1`,
    [userId, expiresInMs],
  );
}

export async function writeRange(client: Client, userId: string, range: number): Promise<void> {
  await client.query('UPDATE users SET range = $2 WHERE id = $1', [userId, range]);
}

/** Users whose place is older than it may be; `gone`: without any session, so that their sharing ends with it. */
export async function findExpired(db: Db): Promise<{ userId: string; gone: boolean }[]> {
  const { rows } = await db.pool.query<{ userId: string; gone: boolean }>(
    `SELECT p.user_id AS "userId", NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = p.user_id) AS gone
     FROM presences p WHERE p.expires_at < now() LIMIT 1000`,
  );
  return rows;
}
