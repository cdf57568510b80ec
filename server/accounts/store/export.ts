import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { PERSONAL_DATA } from './personal-data';

/** Rows per page: some megabytes of the longest messages. */
const PAGE_SIZE = 200;

/**
 * Reads everything about a person, part by part in pages, as of one moment; only one page is in memory. It holds a
 * connection until `take` has received the last page, so `take` must not wait for clients.
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
    const { rows } = await client.query<object>(`FETCH ${PAGE_SIZE} FROM export`);
    yield rows;
    if (rows.length < PAGE_SIZE) break;
  }
  await client.query('CLOSE export');
}
