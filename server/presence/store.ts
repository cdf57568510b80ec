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

/** A user's stored state, and when its location expires (milliseconds since 1970). */
export interface StoredPresence {
  state: PresenceState;
  expiresAt: number | null;
}

/** Reads the stored presences of these users, by user id; leaves out users who do not exist. */
export async function readPresences(
  db: Pick<Db, 'pool'>,
  userIds: readonly string[],
): Promise<Map<string, StoredPresence>> {
  const { rows } = await db.pool.query<StateRow & { expires_at: Date | null }>({
    name: 'readPresences',
    text: `${STATE.replace('p.declared,', 'p.declared, p.expires_at,')} WHERE u.id = ANY($1)`,
    values: [userIds],
  });
  return new Map(
    rows.map((row) => [row.user_id, { state: toState(row), expiresAt: row.expires_at?.getTime() ?? null }]),
  );
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

/**
 * Locks the users' presences in order of id (inserts missing ones) and returns the stored locations by user id. Leaves
 * out users who do not exist and, with `skipLocked`, those whose presence is locked by another transaction.
 */
export async function lockPresences(
  client: Client,
  userIds: readonly string[],
  { skipLocked }: { skipLocked: boolean },
): Promise<Map<string, StoredLocation>> {
  const [, { rows }] = await Promise.all([
    client.query({
      name: 'ensurePresences',
      text: `INSERT INTO presences (user_id) SELECT id FROM users WHERE id = ANY($1) ORDER BY id ON CONFLICT DO NOTHING`,
      values: [userIds],
    }),
    client.query<
      Omit<StoredLocation, 'sharingPeriod' | 'bounds'> & {
        userId: string;
        end: SharingEnd;
        until: Date | null;
        here_row: number | null;
        here_col: number | null;
        bounds: Bounds | null;
      }
    >({
      name: skipLocked ? 'lockFreePresences' : 'lockPresences',
      text: `SELECT user_id AS "userId", building_id AS "buildingId", sharing, declared, device_id AS "deviceId",
         sharing_end AS end, sharing_until AS until, here_row, here_col, bounds
       FROM presences WHERE user_id = ANY($1) ORDER BY user_id FOR UPDATE ${skipLocked ? 'SKIP LOCKED' : ''}`,
      values: [userIds],
    }),
  ]);
  return new Map(
    rows.map(({ userId, end, until, here_row, here_col, bounds, ...place }) => {
      const here = here_row !== null && here_col !== null ? { row: here_row, col: here_col } : null;
      const sharingPeriod = { end, until: until?.getTime() ?? null, here };
      return [userId, { ...place, sharingPeriod, bounds: bounds ?? {} }];
    }),
  );
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

/** The columns that a change sets. */
const CHANGED_COLUMNS = [
  'sharing',
  'cell_row',
  'cell_col',
  'building_id',
  'declared',
  'device_id',
  'sharing_end',
  'sharing_until',
  'here_row',
  'here_col',
  'bounds',
  'bounds_until',
  'expires_at',
] as const;

/** Applies a change to each of the users and increments their versions. Bounds are kept for `boundsMs`. */
export async function writePresences(
  client: Client,
  changes: ReadonlyMap<string, PresenceChange>,
  boundsMs: number,
): Promise<void> {
  if (changes.size === 0) return;
  const columns = CHANGED_COLUMNS.join(', ');
  await client.query({
    name: 'writePresences',
    // The columns that a change lacks have the values of the row.
    text: `UPDATE presences p SET version = p.version + 1, (${columns}) =
         (SELECT ${columns} FROM jsonb_populate_record(p, c.change))
       FROM jsonb_each($1) AS c (user_id, change) WHERE p.user_id = c.user_id::uuid`,
    values: [
      JSON.stringify(
        Object.fromEntries([...changes].map(([userId, change]) => [userId, columnsOf(change, boundsMs)])),
      ),
    ],
  });
}

/** Returns the values of the columns that a change sets. */
function columnsOf(
  { sharing, cell, buildingId, declared, sharingPeriod, deviceId, bounds, expiresInMs }: PresenceChange,
  boundsMs: number,
): Partial<Record<(typeof CHANGED_COLUMNS)[number], unknown>> {
  const after = (ms: number) => new Date(Date.now() + ms);
  return {
    // JSON leaves out undefined values.
    sharing,
    declared,
    building_id: buildingId,
    device_id: deviceId,
    ...(cell !== undefined && { cell_row: cell?.row ?? null, cell_col: cell?.col ?? null }),
    ...(sharingPeriod && {
      sharing_end: sharingPeriod.end,
      sharing_until: sharingPeriod.until === null ? null : new Date(sharingPeriod.until),
      here_row: sharingPeriod.here?.row ?? null,
      here_col: sharingPeriod.here?.col ?? null,
    }),
    ...(bounds && { bounds, bounds_until: after(boundsMs) }),
    ...(expiresInMs !== undefined && { expires_at: expiresInMs === null ? null : after(expiresInMs) }),
  };
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

/** Deletes the bounds that have expired; those of locked rows at the next call. */
export async function forgetBounds(db: Db): Promise<void> {
  await db.pool.query(`UPDATE presences SET bounds = NULL, bounds_until = NULL WHERE user_id IN (
       SELECT user_id FROM presences WHERE bounds_until < now() ORDER BY user_id FOR NO KEY UPDATE SKIP LOCKED)`);
}
