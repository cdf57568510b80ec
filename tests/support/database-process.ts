// Uses the database in a process of its own, which a test kills or races: prints one line per step.

import pg from 'pg';
import { attachEmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded';
import { migrate } from '@/db/migrate';

const [, , task, target] = process.argv;
if (!task || !target)
  throw new Error('usage: database-process <start|attach|write|migrate> <data directory or URL>');
const log = { debug() {}, info() {}, warn: console.error, error: console.error };
const say = (...words: unknown[]) => console.log(words.join(' '));

async function main(task: string, target: string) {
  if (task === 'migrate') return say('applied', ...(await migrate({ url: target, log })));
  const open = task === 'attach' ? attachEmbeddedPostgres : startEmbeddedPostgres;
  const postgres = await open({ dataDir: target, log });
  say('url', postgres.url);
  if (task === 'write') await writeForEver(postgres.url);
  process.once('SIGTERM', () => void postgres.stop());
  process.stdin.resume().once('end', () => void postgres.stop().then(() => process.exit(0)));
}

/** Prints each number once the database has confirmed its commit. */
async function writeForEver(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS acknowledged (n int)');
  for (let n = 1; ; n += 1) {
    await client.query('INSERT INTO acknowledged VALUES ($1)', [n]);
    say('written', n);
  }
}

main(task, target).catch((error: unknown) => {
  say('error', error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
