import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { deviceOf } from '@/server/accounts/device';
import type { Bounds } from './bounds';
import type { Cell } from './cells';
import type { SharingEnd, SharingPeriod } from './sharing-period';

type Client = Pick<PoolClient, 'query'>;

/** A user's presence as every node knows it: complete, so that a later state replaces an earlier one. */
export interface PresenceState {
  userId: string;
  username: string;
  name: string;
  version: number;
  online: boolean;
  sharing: boolean;
  /** When sharing ends by itself; `until` is in milliseconds since 1970, with `time` only. */
  end: SharingEnd;
  until: number | null;
  cell: Cell | null;
  /** The sign-in or token that reported the position, and the name under which its owner knows it. */
  device: { id: string; name: string | null } | null;
  /** Metres, as the user set it. */
  range: number;
  /** Internal ids of the users whom this user has blocked. */
  blocked: string[];
  buildingId: string | null;
  declared: boolean;
  /** The building's room, and the first seq that the user receives. */
  room: { id: string; fromSeq: number } | null;
}

/** A change of a user's presence; absent fields stay. */
export interface PresenceChange {
  sharing?: boolean;
  sharingPeriod?: SharingPeriod;
  /** The device that reported the position. */
  deviceId?: string | null;
  bounds?: Bounds;
  cell?: Cell | null;
  buildingId?: string | null;
  declared?: boolean;
  /** Milliseconds from now; null: never. */
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
  sharing_end: SharingEnd | null;
  sharing_until: Date | null;
  device_id: string | null;
  user_agent: string | null;
  token_name: string | null;
  online: boolean;
  room_id: string | null;
  from_seq: number | null;
}

const STATE = `
  SELECT u.id AS user_id, u.username, u.name, u.range, p.version, p.sharing, p.cell_row, p.cell_col, p.building_id, p.declared,
         p.sharing_end, p.sharing_until, p.device_id, si.user_agent, tk.name AS token_name,
         EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id AND s.disconnected_at IS NULL) AS online,
         ARRAY(SELECT b.blocked_id FROM blocks b WHERE b.blocker_id = u.id ORDER BY 1) AS blocked,
         c.id AS room_id, mb.from_seq
  FROM users u LEFT JOIN presences p ON p.user_id = u.id
  LEFT JOIN sign_ins si ON si.id = p.device_id LEFT JOIN api_tokens tk ON tk.id = p.device_id
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
    end: row.sharing_end ?? 'gone',
    until: row.sharing_until?.getTime() ?? null,
    device: row.device_id === null ? null : { id: row.device_id, name: deviceName(row) },
    cell: cell_row !== null && cell_col !== null ? { row: cell_row, col: cell_col } : null,
    range: row.range,
    blocked: row.blocked,
    buildingId: row.building_id,
    declared: row.declared ?? false,
    room: room_id !== null && from_seq !== null ? { id: room_id, fromSeq: from_seq } : null,
  };
}

function deviceName({ user_agent, token_name }: StateRow): string | null {
  const { browser, system } = deviceOf(user_agent ?? '');
  return token_name ?? ([browser, system].filter(Boolean).join(' · ') || null);
}

/** Reads the states of everyone online, for a node that starts or has missed events. */
export async function readOnline(db: Db): Promise<PresenceState[]> {
  const { rows } = await db.pool.query<StateRow>(
    `${STATE} WHERE u.id IN (SELECT user_id FROM sessions WHERE disconnected_at IS NULL)`,
  );
  return rows.map(toState);
}

/** Reads one user's stored state, and when its location expires (milliseconds since 1970). */
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

/** The stored location of a user before a change. */
export interface StoredLocation {
  buildingId: string | null;
  sharing: boolean;
  declared: boolean;
  deviceId: string | null;
  sharingPeriod: SharingPeriod;
  bounds: Bounds;
}

/** Locks the user's presence (inserts it if needed) and returns the stored location. */
export async function lockPresence(client: Client, userId: string): Promise<StoredLocation> {
  await client.query('INSERT INTO presences (user_id) VALUES ($1) ON CONFLICT DO NOTHING', [userId]);
  const { rows } = await client.query<
    Omit<StoredLocation, 'sharingPeriod' | 'bounds'> & {
      end: SharingEnd;
      until: Date | null;
      here_row: number | null;
      here_col: number | null;
      bounds: Bounds | null;
    }
  >(
    `SELECT building_id AS "buildingId", sharing, declared, device_id AS "deviceId", sharing_end AS end,
       sharing_until AS until, here_row, here_col, bounds FROM presences WHERE user_id = $1 FOR UPDATE`,
    [userId],
  );
  const { end, until, here_row, here_col, bounds, ...place } = rows[0] as NonNullable<(typeof rows)[0]>;
  const here = here_row !== null && here_col !== null ? { row: here_row, col: here_col } : null;
  return { ...place, sharingPeriod: { end, until: until?.getTime() ?? null, here }, bounds: bounds ?? {} };
}

/**
 * Increments the versions of users whose sessions start or end, and so locks their presences, in order of id; inserts
 * missing ones. Ignores users that no longer exist.
 */
export async function touchPresences(client: Client, userIds: readonly string[]): Promise<void> {
  await client.query({
    name: 'touchPresences',
    text: `INSERT INTO presences AS p (user_id, version) SELECT id, 1 FROM users WHERE id = ANY($1) ORDER BY id
     ON CONFLICT (user_id) DO UPDATE SET version = p.version + 1`,
    values: [userIds],
  });
}

/** Reads the states of these users, without those that no longer exist. */
export async function readStates(client: Client, userIds: readonly string[]): Promise<PresenceState[]> {
  const { rows } = await client.query<StateRow>({
    name: 'readStates',
    text: `${STATE} WHERE u.id = ANY($1)`,
    values: [userIds],
  });
  return rows.map(toState);
}

/** Applies a change and increments the version; absent fields stay. Bounds are kept for `boundsMs`. */
export async function writePresence(
  client: Client,
  userId: string,
  change: PresenceChange,
  boundsMs: number,
): Promise<void> {
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
  if (change.sharingPeriod !== undefined) {
    const { end, until, here } = change.sharingPeriod;
    put('sharing_end', end);
    put('sharing_until', until === null ? null : new Date(until));
    put('here_row', here?.row ?? null);
    put('here_col', here?.col ?? null);
  }
  if (change.deviceId !== undefined) put('device_id', change.deviceId);
  if (change.bounds !== undefined) {
    put('bounds', JSON.stringify(change.bounds));
    put('bounds_until', new Date(Date.now() + boundsMs));
  }
  if (change.expiresInMs !== undefined) {
    put('expires_at', change.expiresInMs === null ? null : new Date(Date.now() + change.expiresInMs));
  }
  await client.query(
    `UPDATE presences SET ${['version = version + 1', ...set].join(', ')} WHERE user_id = $1`,
    values,
  );
}

/** Reads one user's stored state; the user must exist. */
export async function readState(client: Client, userId: string): Promise<PresenceState> {
  const [state] = await readStates(client, [userId]);
  return state as PresenceState;
}

/** Extends the expiry of a device's location; changes nothing visible. */
export async function renewPresence(
  db: Db,
  { userId, deviceId, expiresInMs }: { userId: string; deviceId: string; expiresInMs: number },
): Promise<void> {
  // After standing still this long, the device is not ahead of any speed.
  await db.pool.query(
    `UPDATE presences SET expires_at = now() + $3 * interval '1 millisecond',
       bounds_until = now() + $3 * interval '1 millisecond',
       bounds = coalesce(
         jsonb_set(bounds, '{moved}', bounds->'moved' || jsonb_build_object('ahead', 0, 'at', $4::bigint)), bounds)
     WHERE user_id = $1 AND device_id = $2`,
    [userId, deviceId, expiresInMs, Date.now()],
  );
}

/** Deletes the presence of an erased user. */
export async function deletePresence(client: Client, userId: string): Promise<void> {
  await client.query('DELETE FROM presences WHERE user_id = $1', [userId]);
}

/** Returns up to 1,000 users whose location or sharing period has expired; `disconnected`: without any session. */
export async function findExpired(db: Db): Promise<{ userId: string; disconnected: boolean }[]> {
  const { rows } = await db.pool.query<{ userId: string; disconnected: boolean }>(
    `SELECT p.user_id AS "userId", NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = p.user_id) AS disconnected
     FROM presences p WHERE p.expires_at < now() OR p.sharing_until < now() LIMIT 1000`,
  );
  return rows;
}

/** Deletes the bounds that have expired. */
export async function forgetBounds(db: Db): Promise<void> {
  await db.pool.query('UPDATE presences SET bounds = NULL, bounds_until = NULL WHERE bounds_until < now()');
}
