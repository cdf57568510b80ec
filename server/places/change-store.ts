import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { PlaceChangeKind, WirePlaceChange } from '@/protocol/place-changes';
import type { Places } from './geojson';

type Client = Pick<PoolClient, 'query'>;

/** What a change of the places needs to be undone. */
export interface Before {
  /** The places that it changed or removed, as they were. */
  places: Places;
  /** The ids of the places that it added. */
  added: { campuses: string[]; buildings: string[] };
}

/** The number of changes that are kept. */
const KEPT = 20;

const CHANGE = 'id::int, at, kind, name, added, changed, removed';

interface ChangeRow extends Omit<WirePlaceChange, 'at'> {
  at: Date;
}

const toChange = (row: ChangeRow): WirePlaceChange => ({ ...row, at: row.at.toISOString() });

/** Lets the changes of the places of this installation run one after another, until the transaction ends. */
export async function lockChanges(client: Client): Promise<void> {
  await client.query('LOCK TABLE place_changes IN EXCLUSIVE MODE');
}

/** Returns the id of the newest change, which names the present state of the places; 0 without any. */
export async function readVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'SELECT coalesce(max(id), 0)::int AS version FROM place_changes',
  );
  return rows[0]?.version ?? 0;
}

/** Returns the changes that are kept, newest first. */
export async function readChanges(db: Db): Promise<WirePlaceChange[]> {
  const { rows } = await db.pool.query<ChangeRow>(`SELECT ${CHANGE} FROM place_changes ORDER BY id DESC`);
  return rows.map(toChange);
}

/** Stores a change, and forgets all but the newest ones. */
export async function insertChange(
  client: Client,
  change: { kind: PlaceChangeKind; name: string; added: number; changed: number; removed: number },
  before: Before,
): Promise<WirePlaceChange> {
  const { kind, name, added, changed, removed } = change;
  const { rows } = await client.query<ChangeRow>(
    `INSERT INTO place_changes (kind, name, added, changed, removed, before) VALUES ($1, $2, $3, $4, $5, $6)
     RETURNING ${CHANGE}`,
    [kind, name, added, changed, removed, JSON.stringify(before)],
  );
  await client.query(
    'DELETE FROM place_changes WHERE id <= (SELECT id FROM place_changes ORDER BY id DESC OFFSET $1 LIMIT 1)',
    [KEPT],
  );
  return toChange(rows[0] as ChangeRow);
}

/** Deletes a change and returns what was before it, and its name; null when there is no such change. */
export async function takeChange(client: Client, id: number): Promise<(Before & { name: string }) | null> {
  const { rows } = await client.query<{ before: Before; name: string }>(
    'DELETE FROM place_changes WHERE id = $1 RETURNING before, name',
    [id],
  );
  const [taken] = rows;
  return taken ? { ...taken.before, name: taken.name } : null;
}
