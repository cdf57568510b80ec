import type { Db } from '@/db/client';
import type { Ground } from '@/protocol/places';
import { type Outline, outlineOf, type Places, ringsOf } from './geojson';
import type { Building } from './geometry';

/** Reads all places, in order of name. */
export async function readPlaces(db: Db): Promise<Places> {
  const campuses = (await db.prisma.campus.findMany({ orderBy: { name: 'asc' } })).map((campus) => ({
    ...campus,
    grounds: campus.grounds as unknown as Ground[],
  }));
  const rows = await db.prisma.building.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  const buildings = rows.map(({ boundary, latitude, longitude, radius, ...row }): Building => {
    if (latitude === null || longitude === null || radius === null) {
      return { ...row, latitude: null, longitude: null, radius: null, polygon: null };
    }
    return {
      ...row,
      latitude,
      longitude,
      radius,
      polygon: boundary ? ringsOf(boundary as unknown as Outline) : null,
    };
  });
  return { campuses, buildings };
}

/**
 * Inserts the places and replaces those with a known id: all or none, in two statements. A campus without `grounds` keeps
 * those that it has.
 */
export async function savePlaces(db: Db, { campuses, buildings }: Places): Promise<void> {
  const rows = buildings.map(({ polygon, ...place }) => ({
    ...place,
    boundary: polygon ? outlineOf(polygon) : null,
  }));
  await db.transaction(async (client) => {
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
         boundary = excluded.boundary`,
      [JSON.stringify(rows)],
    );
  });
}

/** Returns the number of buildings of all campuses. */
export async function countBuildings(db: Db): Promise<number> {
  return db.prisma.building.count();
}
