import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { PERSONAL_DATA } from './personal-data';

/** Rows at a time: of the longest messages some megabytes. */
const PAGE = 200;

/**
 * Everything about a person, part by part in pages, as it is at one moment. However much there is, one page of it is in
 * memory. One connection is held until `take` has had the last page, so it must not wait for anybody.
 */
export async function readPersonalData(
  db: Db,
  userId: string,
  take: (part: string, pages: AsyncIterable<object[]>) => Promise<void>,
): Promise<void> {
  await db.transaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    for (const { export: exported } of Object.values(PERSONAL_DATA)) {
      if ('nothing' in exported) continue;
      await take(exported.part, pages(client, exported.query, userId));
    }
  });
}

async function* pages(client: PoolClient, query: string, userId: string): AsyncGenerator<object[]> {
  await client.query(`DECLARE export NO SCROLL CURSOR FOR ${query}`, [userId]);
  for (;;) {
    const { rows } = await client.query<object>(`FETCH ${PAGE} FROM export`);
    yield rows;
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE export');
}
