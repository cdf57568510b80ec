import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { type Outline, outlineOf, type Places, ringsOf } from './geojson';
import type { Building, Campus } from './geometry';

type Client = Pick<PoolClient, 'query'>;

type BuildingRow = Omit<Building, 'polygon'> & { boundary: Outline | null };

/** Reads all places but removed buildings, in order of name. */
export async function readPlaces(client: Client): Promise<Places> {
  const { rows: campuses } = await client.query<Campus>(
    'SELECT id, name, latitude, longitude, grounds FROM campuses ORDER BY name',
  );
  const { rows } = await client.query<BuildingRow>(
    `SELECT id, name, campus_id AS "campusId", latitude, longitude, radius, boundary FROM buildings
     WHERE removed_at IS NULL ORDER BY name, id`,
  );
  const buildings = rows.map(({ boundary, ...row }): Building => {
    const { latitude, longitude, radius, ...named } = row;
    if (latitude === null || longitude === null || radius === null)
      return { ...named, latitude: null, longitude: null, radius: null, polygon: null };
    return { ...named, latitude, longitude, radius, polygon: boundary ? ringsOf(boundary) : null };
  });
  return { campuses, buildings };
}

/** Inserts the places and replaces those with a known id: all or none. */
export async function savePlaces(db: Db, places: Places): Promise<void> {
  await db.transaction((client) => writePlaces(client, places));
}

/**
 * Inserts the places and replaces those with a known id, in two statements. A campus without `grounds` keeps those that
 * it has. A building that was removed is there again.
 */
export async function writePlaces(client: Client, { campuses, buildings }: Places): Promise<void> {
  const rows = buildings.map(({ polygon, ...place }) => ({
    ...place,
    boundary: polygon ? outlineOf(polygon) : null,
  }));
  await client.query(
    `INSERT INTO campuses (id, name, latitude, longitude, grounds)
     SELECT c.id, c.name, c.latitude, c.longitude, coalesce(c.grounds, known.grounds, '[]')
     FROM jsonb_to_recordset($1) AS c (id text, name text, latitude float8, longitude float8, grounds jsonb)
     LEFT JOIN campuses known ON known.id = c.id
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, latitude = excluded.latitude,
       longitude = excluded.longitude, grounds = excluded.grounds`,
    [JSON.stringify(campuses)],
  );
  await client.query(
    `INSERT INTO buildings (id, name, campus_id, latitude, longitude, radius, boundary)
     SELECT * FROM jsonb_to_recordset($1) AS b (id text, name text, "campusId" text, latitude float8,
       longitude float8, radius float8, boundary jsonb)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, campus_id = excluded.campus_id,
       latitude = excluded.latitude, longitude = excluded.longitude, radius = excluded.radius,
       boundary = excluded.boundary, removed_at = NULL`,
    [JSON.stringify(rows)],
  );
}

/** Marks buildings as removed: their rows stay, because bots, channels and messages refer to them. */
export async function removeBuildings(client: Client, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query('UPDATE buildings SET removed_at = now() WHERE id = ANY($1) AND removed_at IS NULL', [
    ids,
  ]);
}

/** Returns whether there was a building with this id that is removed now. */
export async function isRemoved(client: Client, id: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM buildings WHERE id = $1 AND removed_at IS NOT NULL', [
    id,
  ]);
  return rows.length > 0;
}

/** Deletes campuses. Their buildings are then on no campus. */
export async function deleteCampuses(client: Client, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await client.query('DELETE FROM campuses WHERE id = ANY($1)', [ids]);
}

/** Returns the number of buildings of all campuses, with removed ones. */
export async function countBuildings(db: Db): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>('SELECT count(*) FROM buildings');
  return rows[0]?.count ?? 0;
}

/** What refers to a building. */
export interface BuildingUse {
  /** The ids of its bots. */
  bots: string[];
  /** The number of channels that belong to it. */
  channels: number;
  /** The number of messages in its room. */
  messages: number;
}

/** Returns what refers to a building. */
export async function readUse(db: Db, id: string): Promise<BuildingUse> {
  const { rows } = await db.pool.query<BuildingUse>(
    `SELECT ARRAY(SELECT id FROM bots WHERE building_id = $1 AND deleted_at IS NULL ORDER BY id) AS bots,
       (SELECT count(*)::int FROM conversations WHERE building_id = $1) AS channels,
       (SELECT count(*)::int FROM entries e JOIN conversations c ON c.id = e.conversation_id
        WHERE c.key = 'building:' || $1 AND NOT e.change) AS messages`,
    [id],
  );
  return rows[0] as BuildingUse;
}
