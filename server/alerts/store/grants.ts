import type { PoolClient } from 'pg';
import type { AlertRole } from '@/protocol/alert-kinds';
import type { WireGrant } from '@/protocol/alerts';
import { notSuspended } from '@/server/accounts/store/credentials';

type Client = Pick<PoolClient, 'query'>;

/** A right: `place` is empty (everywhere), `campus:` and an id, or `building:` and an id. */
export interface Grant {
  id: string;
  role: AlertRole;
  place: string;
}

interface Row extends Grant {
  username: string;
  name: string;
  byUsername: string | null;
  byName: string | null;
  at: Date;
}

const GRANT = `SELECT g.id, g.role, g.place, g.at, u.username, u.name, b.username AS "byUsername", b.name AS "byName"
  FROM alert_grants g JOIN users u ON u.id = g.user_id LEFT JOIN users b ON b.id = g.granted_by`;

function present({ id, role, place, at, username, name, byUsername, byName }: Row): WireGrant {
  const [kind, placeId = ''] = place.split(/:(.*)/s);
  return {
    id,
    role,
    user: { id: username, name },
    campus: kind === 'campus' ? placeId : null,
    building: kind === 'building' ? placeId : null,
    by: byUsername === null || byName === null ? null : { id: byUsername, name: byName },
    at: at.toISOString(),
  };
}

/** Returns the rights of a user. */
export async function grantsOf(client: Client, userId: string): Promise<Grant[]> {
  const { rows } = await client.query<Grant>('SELECT id, role, place FROM alert_grants WHERE user_id = $1', [
    userId,
  ]);
  return rows;
}

/** Returns rights as clients see them: all, of one user, or one. */
export async function readGrants(
  client: Client,
  { userId = null, id = null }: { userId?: string | null; id?: string | null } = {},
): Promise<WireGrant[]> {
  const { rows } = await client.query<Row>(
    `${GRANT} WHERE ($1::uuid IS NULL OR g.user_id = $1) AND ($2::uuid IS NULL OR g.id = $2)
     ORDER BY u.name, u.username, g.role, g.place`,
    [userId, id],
  );
  return rows.map(present);
}

/** Inserts a right unless it exists. Returns its id, and whether it is new. */
export async function insertGrant(
  client: Client,
  { userId, role, place, grantedBy }: { userId: string; role: AlertRole; place: string; grantedBy: string },
): Promise<{ id: string; isNew: boolean }> {
  const { rows } = await client.query<{ id: string; isNew: boolean }>(
    `INSERT INTO alert_grants (user_id, role, place, granted_by) VALUES ($1, $2::"AlertRole", $3, $4)
     ON CONFLICT (user_id, role, place) DO UPDATE SET place = excluded.place
     RETURNING id, xmax = 0 AS "isNew"`,
    [userId, role, place, grantedBy],
  );
  return rows[0] as { id: string; isNew: boolean };
}

/** Deletes a right. Returns what it was; null when there is none. */
export async function deleteGrant(
  client: Client,
  id: string,
): Promise<{ userId: string; role: AlertRole; place: string } | null> {
  const { rows } = await client.query<{ userId: string; role: AlertRole; place: string }>(
    'DELETE FROM alert_grants WHERE id = $1 RETURNING user_id AS "userId", role, place',
    [id],
  );
  return rows[0] ?? null;
}

/** Returns the users with one of these roles who are not suspended, with the places of their rights. */
export async function officersWith(
  client: Client,
  roles: readonly AlertRole[],
): Promise<{ userId: string; place: string }[]> {
  const { rows } = await client.query<{ userId: string; place: string }>(
    `SELECT g.user_id AS "userId", g.place FROM alert_grants g
     WHERE g.role = ANY($1::"AlertRole"[]) AND ${notSuspended('g.user_id')}`,
    [roles],
  );
  return rows;
}

/** Returns whether anybody has a right for this place. */
export async function hasGrants(client: Client, place: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM alert_grants WHERE place = $1 LIMIT 1', [place]);
  return (rowCount ?? 0) > 0;
}
