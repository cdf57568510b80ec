import type { Db } from '@/db/client';
import type { WireBuildingCount } from '@/protocol/places';

/** The length of a period for which a count is kept, in milliseconds. */
export const PERIOD_MS = 15 * 60_000;

/**
 * Keeps the counts of an epoch, of which the highest of each period stays. Nodes that count the same store the same, so
 * none of them must be chosen for it.
 */
export async function keepCounts(db: Db, at: number, buildings: readonly WireBuildingCount[]): Promise<void> {
  await db.pool.query(
    `INSERT INTO building_counts AS known (at, building_id, people)
     SELECT $1, b, p FROM unnest($2::text[], $3::int[]) AS c (b, p)
     ON CONFLICT (at, building_id) DO UPDATE SET people = excluded.people WHERE known.people < excluded.people`,
    [
      new Date(Math.floor(at / PERIOD_MS) * PERIOD_MS),
      buildings.map(({ id }) => id),
      buildings.map(({ people }) => people),
    ],
  );
}

export interface KeptCount {
  at: Date;
  buildingId: string;
  people: number;
}

/** Returns the counts that were kept from one time until before another. */
export async function readCounts(db: Db, from: Date, until: Date): Promise<KeptCount[]> {
  const { rows } = await db.pool.query<KeptCount>(
    `SELECT at, building_id AS "buildingId", people FROM building_counts WHERE at >= $1 AND at < $2`,
    [from, until],
  );
  return rows;
}

/** Deletes counts that are more than `days` days old. */
export async function forgetCounts(db: Db, days: number): Promise<void> {
  await db.pool.query(`DELETE FROM building_counts WHERE at < now() - $1 * interval '1 day'`, [days]);
}
