import { writeFile } from 'node:fs/promises';
import pg from 'pg';

/** Makes PostgreSQL record the time of each statement from now on. */
export const recordStatements = (databaseUrl: string): Promise<void> =>
  query(
    databaseUrl,
    'CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()',
  ).then(() => {});

/** Writes the statements of this database that took most time since `recordStatements` to a file, one per line. */
export async function writeSlowestStatements(databaseUrl: string, file: string): Promise<void> {
  const rows = await query(
    databaseUrl,
    `SELECT round(total_exec_time) AS ms, calls, round(mean_exec_time::numeric, 3) AS mean, rows,
            regexp_replace(query, '\\s+', ' ', 'g') AS query
     FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     ORDER BY total_exec_time DESC LIMIT 40`,
  );
  const lines = rows.map(({ ms, calls, mean, rows, query }) => [ms, calls, mean, rows, query].join('\t'));
  await writeFile(file, ['ms\tcalls\tmean\trows\tquery', ...lines, ''].join('\n'));
}

async function query(databaseUrl: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
