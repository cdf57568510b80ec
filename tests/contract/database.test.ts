import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as immediately } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createDb } from '@/db/client';
import { attachEmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded';
import { accountFor, permits } from '@/db/embedded/account';
import { standingOf } from '@/db/embedded/process';
import { MigrationError, migrate } from '@/db/migrate';
import { wordsQuery, wordsVector } from '@/db/text-search';
import { parseSearch } from '@/protocol/search';
import { eventually } from '../support/eventually';
import { startPostgres } from '../support/postgres';
import { pauseProcess } from '../support/processes';
import { startProgram } from '../support/programs';

const asRoot = process.getuid?.() === 0;
const log = { debug() {}, info() {}, warn() {}, error: console.error };
const PROGRAM = 'tests/support/database-process.ts';

type Subject = { freshDatabase(): Promise<string>; remove(): Promise<void> };

const subjects: Record<string, () => Promise<Subject>> = {
  async embedded() {
    const dataDir = await madeDataDirectory();
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    let count = 0;
    return {
      async freshDatabase() {
        count += 1;
        const name = `fresh_${count}`;
        await ask(postgres.url, `CREATE DATABASE ${name}`);
        return postgres.url.replace(/\/quad$/, `/${name}`);
      },
      async remove() {
        await postgres.stop();
        await removeData(dataDir);
      },
    };
  },
  async 'real PostgreSQL'() {
    const postgres = await startPostgres();
    return { freshDatabase: postgres.createDatabase, remove: postgres.remove };
  },
};

describe.each(Object.entries(subjects))('the database: %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.remove());

  it('applies every migration once', async () => {
    const url = await subject.freshDatabase();
    const applied = await migrate({ url, log });
    expect(applied.length).toBeGreaterThan(0);
    expect(await migrate({ url, log })).toEqual([]);
    const books = await ask(url, 'SELECT migration_name, length(checksum) AS length FROM _prisma_migrations');
    expect(books).toEqual(applied.map((name) => ({ migration_name: name, length: 64 })));
  });

  it('[F5] matches words by their folded form', async () => {
    const cases: [content: string, asked: string, found: boolean][] = [
      ['यह दान है', 'दिन', false],
      ['यह दान है', 'दान', true],
      ['ΟΔΟΣ', 'οδός', true],
      ['2e3rd floor', '2e3rd', true],
      ["it's 5 o'clock", '"5 o clock"', true],
      ["\\ and '", 'and', true],
      ['Łódź 한국어', 'lodz 한', true],
    ];
    const url = await subject.freshDatabase();
    for (const [content, asked, found] of cases) {
      const values = [wordsVector(content), wordsQuery(parseSearch(asked).terms)];
      const answer = await ask(url, 'SELECT $1::tsvector @@ $2::tsquery AS found', values);
      expect([content, asked, answer]).toEqual([content, asked, [{ found }]]);
    }
  });

  it('refuses a migration that was changed, is unknown or fails, and leaves the others unchanged', async () => {
    const url = await subject.freshDatabase();
    const directory = await migrationsOf({
      '1_one': 'CREATE TABLE one (a int)',
      '2_two': 'CREATE TABLE two (a int)',
    });
    expect(await migrate({ url, log, directory })).toEqual(['1_one', '2_two']);

    await writeFile(path.join(directory, '1_one/migration.sql'), 'CREATE TABLE one (a int, b int)');
    const changed = migrate({ url, log, directory });
    await expect(changed).rejects.toThrow(MigrationError);
    await expect(changed).rejects.toThrow('1_one was changed after it had been applied');

    await rm(path.join(directory, '1_one'), { recursive: true });
    await expect(migrate({ url, log, directory })).rejects.toThrow(
      '1_one, which this version of Quad does not know',
    );

    const bad = await migrationsOf({
      '1_one': 'CREATE TABLE one (a int)',
      '2_two': 'CREATE TABLE two (a int)',
      '3_bad': 'CREATE TABLE three (a int); SELECT nothing_like_it()',
    });
    await expect(migrate({ url, log, directory: bad })).rejects.toThrow('3_bad could not be applied');
    expect(await ask(url, "SELECT to_regclass('three') AS three, to_regclass('two') AS two")).toEqual([
      { three: null, two: 'two' },
    ]);
  });

  it('lets two processes migrate at once', async () => {
    const url = await subject.freshDatabase();
    const programs = [startProgram(PROGRAM, ['migrate', url]), startProgram(PROGRAM, ['migrate', url])];
    const codes = await Promise.all(programs.map((program) => program.finish()));
    expect(codes).toEqual([0, 0]);
    const applied = programs.flatMap((program) =>
      program.lines
        .join(' ')
        .split(' ')
        .filter((word) => /^\d/.test(word)),
    );
    const books = await ask<{ migration_name: string }>(url, 'SELECT migration_name FROM _prisma_migrations');
    expect(applied.sort()).toEqual(books.map((row) => row.migration_name).sort());
  });

  it('returns int8 as a number, and knows the letters of Unicode', async () => {
    const db = createDb({ url: await subject.freshDatabase(), log });
    const { rows } = await db.pool.query("SELECT 9007199254740991::int8 AS big, 'João 🏛' AS text");
    expect(rows).toEqual([{ big: Number.MAX_SAFE_INTEGER, text: 'João 🏛' }]);
    await db.close();
  });

  it('[S19] reports an overload for a query that waited too long behind others', async () => {
    const url = await subject.freshDatabase();
    const db = createDb({ url, log, connections: 1, connectWithinMs: 1_500 });
    // The one connection is in use, however long it took: the other queries wait for it.
    await eventually(
      () => db.pool.query('SELECT 1').catch(() => null),
      (answer) => answer !== null,
    );
    const asked = Array.from({ length: 20 }, () => db.pool.query('SELECT pg_sleep(0.15)'));
    await immediately();
    expect(db.waiting()).toBe(19);
    const codes = await Promise.all(
      asked.map((query) =>
        query.then(
          () => 'answered',
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(new Set(codes)).toEqual(new Set(['answered', 'overloaded']));
    await db.close();
  });

  it('rolls a failed transaction back', async () => {
    const db = createDb({ url: await subject.freshDatabase(), log });
    await db.pool.query('CREATE TABLE t (n int)');
    const failed = db.transaction(async (client) => {
      await client.query('INSERT INTO t VALUES (1)');
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await db.transaction(async (client) => (await client.query('SELECT * FROM t')).rows)).toEqual([]);
    await db.close();
  });
});

describe('a real database that cannot be used', () => {
  it('[S25] is reported with what to do', async () => {
    const postgres = await startPostgres();
    const empty = new URL(await postgres.createDatabase());
    const url = (change: Partial<URL>) => Object.assign(new URL(empty), change).href;
    const refused = (url: string, directory?: string) =>
      migrate({ url, log, ...(directory && { directory }) }).catch(
        (error: Error) => `${error.name}: ${error.message}`,
      );
    const at = `PostgreSQL at 127.0.0.1:${empty.port}`;
    expect(await refused(url({ username: 'nobody' }))).toMatch(
      `DatabaseError: ${at} refuses the user "nobody": role "nobody" does not exist. Check the user`,
    );
    expect(await refused(url({ pathname: '/none' }))).toMatch(
      `DatabaseError: ${at} has no database "none". Create it`,
    );
    expect(await refused(url({ port: '1' }))).toMatch(
      /^DatabaseError: PostgreSQL at 127.0.0.1:1 does not answer: .*ECONNREFUSED.*DATABASE_WAIT_SECONDS/,
    );
    expect(await refused(url({ search: 'sslmode=verify-full' }))).toMatch(
      `DatabaseError: The TLS connection to ${at} that DATABASE_URL requires failed: The server does not support SSL`,
    );
    expect(await refused(url({ search: 'sslmode=verify-full&sslrootcert=/none' }))).toMatch(
      'DatabaseError: DATABASE_URL cannot be used: ENOENT',
    );
    await ask(
      postgres.url,
      "CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'",
    );
    expect(await refused(url({ pathname: '/bytes' }))).toMatch(
      'DatabaseError: The database "bytes" is in SQL_ASCII, which cannot represent all characters of messages. Create one in UTF8',
    );
    expect(
      await ask(url({ pathname: '/bytes' }), "SELECT to_regclass('_prisma_migrations') AS books"),
    ).toEqual([{ books: null }]);
    await ask(postgres.url, 'CREATE ROLE reader LOGIN');
    expect(await refused(url({ username: 'reader' }))).toMatch(
      'DatabaseError: The user "reader" may not create tables in the database',
    );
    await postgres.remove();
  });

  it('[S25] is waited for as long as the setting says, or until a signal stops the node', async () => {
    const postgres = await startPostgres();
    const url = await postgres.createDatabase();
    const directory = await migrationsOf({ '1_one': 'CREATE TABLE one (a int)' });
    await postgres.stop();
    const waiting = (options: { waitMs: number; signal?: AbortSignal }) => {
      const printed: string[] = [];
      let tell = () => {};
      const notified = new Promise<void>((resolve) => {
        tell = resolve;
      });
      const warn = (_: object, text: string) => {
        printed.push(text);
        tell();
      };
      const ended = migrate({ url, directory, log: { info() {}, warn } as never, ...options });
      ended.catch(() => {});
      return { notified, ended, printed };
    };
    const stopping = new AbortController();
    const stopped = waiting({ waitMs: 60_000, signal: stopping.signal });
    await stopped.notified;
    stopping.abort();
    await expect(stopped.ended).rejects.toThrow(/abort/i);

    await expect(waiting({ waitMs: 10 }).ended).rejects.toThrow(/^PostgreSQL at .* does not answer/);
    const patient = waiting({ waitMs: 60_000 });
    await patient.notified;
    await postgres.start();
    expect(await patient.ended).toEqual(['1_one']);
    expect(patient.printed).toEqual([expect.stringMatching(/Waiting for it\.$/)]);
    await postgres.remove();
  });
});

describe('the real database goes down and comes back', () => {
  it('[D1] [D12] queries fail at once with a retryable error, then work again with all committed data', async () => {
    const postgres = await startPostgres({ durable: true });
    const db = createDb({ url: await postgres.createDatabase(), log });
    await db.pool.query('CREATE TABLE t (n int)');
    const inFlight = db.transaction(async (client) => {
      await client.query('INSERT INTO t VALUES (1)');
      await db.pool.query('INSERT INTO t VALUES (2)');
      await postgres.kill();
      await client.query('INSERT INTO t VALUES (3)');
    });
    const down = { code: 'unavailable', retryable: true };
    await expect(inFlight).rejects.toMatchObject(down);
    await expect(db.pool.query('SELECT 1')).rejects.toMatchObject(down);
    await expect(db.prisma.user.count()).rejects.toMatchObject(down);
    await expect(db.prisma.$transaction((tx) => tx.user.count())).rejects.toMatchObject(down);
    await postgres.start();
    expect((await db.pool.query('SELECT n FROM t')).rows).toEqual([{ n: 2 }]);
    await db.close();
    await postgres.remove();
  });
});

describe('the embedded database', () => {
  it('[D1] has every acknowledged row after kill -9 of the node, and of node and server together', async () => {
    const dataDir = await madeDataDirectory();
    for (const alsoServer of [false, true]) {
      const writer = startProgram(PROGRAM, ['write', dataDir]);
      await writer.printed('written 50');
      if (alsoServer) process.kill(await serverPid(dataDir), 'SIGKILL');
      await writer.kill();
      const acknowledged = writer.lines.filter((line) => line.startsWith('written ')).length;

      const postgres = await startEmbeddedPostgres({ dataDir, log });
      const rows = await ask<{ n: number }>(postgres.url, 'SELECT n FROM acknowledged ORDER BY n');
      expect(rows.map((row) => row.n).slice(0, acknowledged)).toEqual(
        Array.from({ length: acknowledged }, (_, i) => i + 1),
      );
      // One more row may be committed, whose acknowledgement the kill cut off.
      expect(rows.length - acknowledged).toBeLessThanOrEqual(1);
      await ask(postgres.url, 'DROP TABLE acknowledged');
      await postgres.stop();
    }
    await removeData(dataDir);
  });

  it('refuses a second node on the same data directory, and names the running one', async () => {
    const dataDir = await madeDataDirectory();
    const first = startProgram(PROGRAM, ['start', dataDir]);
    await first.printed('url');
    const second = startProgram(PROGRAM, ['start', dataDir]);
    expect(await second.printed('error')).toMatch(
      /^EmbeddedPostgresError: Another Quad node \(process \d+\) is running on the data directory .*\. Stop it, or set DATA_DIR to another directory for this node\.$/,
    );
    expect(await second.finish()).toBe(1);
    expect(await first.finish()).toBe(0);
    await removeData(dataDir);
  });

  it('lets two first starts race: one runs, the other is refused', async () => {
    const dataDir = await temporaryDirectory();
    const outcomes = await Promise.allSettled([1, 2].map(() => startEmbeddedPostgres({ dataDir, log })));
    const running = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toMatchObject([
      { reason: { code: 'in_use' } },
    ]);
    for (const { value } of running) await value.stop();
    await removeData(dataDir);
  });

  it("serves the operator's commands with the node and without; the last process to leave stops it", async () => {
    const dataDir = await madeDataDirectory();
    const alone = await attachEmbeddedPostgres({ dataDir, log });
    await ask(alone.url, 'CREATE TABLE left_here (n int)');
    const node = await startEmbeddedPostgres({ dataDir, log });
    await alone.stop();
    const beside = await attachEmbeddedPostgres({ dataDir, log });
    expect(beside.url).toBe(node.url);
    await beside.stop();
    expect(await ask(node.url, 'SELECT * FROM left_here')).toEqual([]);
    const pid = await serverPid(dataDir);
    await node.stop();
    expect(() => process.kill(pid, 0)).toThrow();
    await removeData(dataDir);
  });

  it('ignores a stale postmaster.pid whose process id belongs to another process now', async () => {
    const dataDir = await madeDataDirectory();
    await (await startEmbeddedPostgres({ dataDir, log })).stop();
    const { directory } = await settingsOf(dataDir);
    await writeFile(
      path.join(directory, 'postmaster.pid'),
      `${process.pid}\n${directory}\n1700000000\n5432\n\n127.0.0.1\n\n`,
    );
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    expect(await ask(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    await removeData(dataDir);
  });

  it('keeps the postmaster.pid of a server that has created and not yet written it', async () => {
    const dataDir = await madeDataDirectory();
    await (await startEmbeddedPostgres({ dataDir, log })).stop();
    const { directory } = await settingsOf(dataDir);
    const file = path.join(directory, 'postmaster.pid');
    await writeFile(file, '');
    const starting = startEmbeddedPostgres({ dataDir, log });
    await serverSaid(dataDir, /"postmaster.pid" is empty/g);
    expect(await readFile(file, 'utf8')).toBe('');
    await rm(file);
    await (await starting).stop();
    await removeData(dataDir);
  });

  it('waits until no child of a killed server uses its memory any more', async () => {
    const dataDir = await madeDataDirectory();
    const node = startProgram(PROGRAM, ['start', dataDir]);
    const client = new pg.Client({ connectionString: await node.printed('url') });
    client.on('error', () => {}); // the test kills its server
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const backend = rows[0]?.pid ?? 0;
    // The process seems to work on a long query when the others notice that their server is gone.
    await pauseProcess(backend);
    process.kill(await serverPid(dataDir), 'SIGKILL');
    await node.kill();
    const starting = startEmbeddedPostgres({ dataDir, log });
    try {
      const tries = serverSaid(dataDir, /shared memory block .* is still in use/g, 6);
      await Promise.race([starting, tries]);
    } finally {
      process.kill(backend, 'SIGKILL');
    }
    await (await starting).stop();
    await removeData(dataDir);
  });

  it('waits for the session of a dead predecessor, however long the server takes to end it', async () => {
    const dataDir = await madeDataDirectory();
    const visitor = await attachEmbeddedPostgres({ dataDir, log });
    const dead = startProgram(PROGRAM, ['attach', dataDir]);
    await dead.printed('url');
    await dead.kill();
    const predecessor = new pg.Client({
      connectionString: visitor.url.replace(/\/quad$/, '/postgres'),
      application_name: `quad node ${dead.pid}`,
    });
    await predecessor.connect();
    await predecessor.query('SELECT pg_advisory_lock(1366647140, 1)');
    const starting = startEmbeddedPostgres({ dataDir, log });
    const waited = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'quad node ${process.pid}'
                    AND backend_start < now() - interval '3 seconds'`;
    await Promise.race([
      starting,
      eventually(
        () => ask(visitor.url, waited),
        (rows) => rows.length > 0,
      ),
    ]);
    await predecessor.end();
    const node = await starting;
    await visitor.stop();
    await node.stop();
    await removeData(dataDir);
  });

  // As root in a container: the server belongs to another user, and its private details cannot be read.
  it.runIf(asRoot && existsSync('/usr/bin/setpriv'))(
    'is taken over by a root that may not look into processes, and stopped at the end',
    async () => {
      const dataDir = await madeDataDirectory();
      const first = startProgram(PROGRAM, ['start', dataDir]);
      const url = await first.printed('url');
      await first.kill();
      const pid = await serverPid(dataDir);
      const through = ['/usr/bin/setpriv', '--bounding-set', '-sys_ptrace', '--inh-caps', '-sys_ptrace'];
      const second = startProgram(PROGRAM, ['start', dataDir], { through });
      expect(await second.printed('url')).toBe(url);
      expect(await serverPid(dataDir)).toBe(pid);
      expect(await second.finish()).toBe(0);
      // Checks more than the id: a process without a parent may stay as a zombie for a while.
      expect(await standingOf(pid, (await settingsOf(dataDir)).directory)).not.toBe('server');
      await removeData(dataDir);
    },
  );

  it('restarts on the same address when its server is killed under a running node', async () => {
    const dataDir = await madeDataDirectory();
    const postgres = await startEmbeddedPostgres({ dataDir, log: { ...log, error() {} } });
    const db = createDb({ url: postgres.url, log });
    await db.pool.query('CREATE TABLE t (n int)');
    process.kill(await serverPid(dataDir), 'SIGKILL');
    await expect
      .poll(() =>
        db.pool.query('SELECT * FROM t').then(
          ({ rows }) => rows,
          () => 'down',
        ),
      )
      .toEqual([]);
    await db.close();
    await postgres.stop();
    await removeData(dataDir);
  });

  it('hides its password from other users and listens on this machine only', async () => {
    const dataDir = await madeDataDirectory();
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    expect((await stat(path.join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600);
    expect(await ask(postgres.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await ask(postgres.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    const wrong = new URL(postgres.url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await postgres.stop();
    await removeData(dataDir);
  });

  it('[S24] can be moved and copied with its data directory, also one of an older version', async () => {
    const dataDir = await temporaryDirectory();
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    await ask(postgres.url, 'CREATE TABLE t (n int)');
    await postgres.stop();
    expect(await readFile(path.join(dataDir, 'postgres.json'), 'utf8')).not.toContain(dataDir);

    const copies = await temporaryDirectory();
    await chmod(copies, 0o755); // PostgreSQL runs as another user when the current user is root
    const [plain, old] = [path.join(copies, 'plain'), path.join(copies, 'old')];
    for (const copy of [plain, old]) await cp(dataDir, copy, { recursive: true });
    const { directory, password } = await settingsOf(dataDir);
    await writeFile(path.join(old, 'postgres.json'), JSON.stringify({ directory, password }));
    for (const copy of [plain, old]) {
      const copied = await startEmbeddedPostgres({ dataDir: copy, log });
      expect(await ask(copied.url, "SELECT current_setting('data_directory') AS at")).toEqual([
        { at: path.join(copy, 'postgres') },
      ]);
      await ask(copied.url, 'DROP TABLE t');
      await copied.stop();
      expect(JSON.parse(await readFile(path.join(copy, 'postgres.json'), 'utf8')).directory).toBe('postgres');
    }
    const moved = `${dataDir}-moved`;
    await rename(dataDir, moved);
    const again = await startEmbeddedPostgres({ dataDir: moved, log });
    expect(await ask(again.url, 'SELECT * FROM t')).toEqual([]);
    await again.stop();
    await removeData(moved);
    await rm(copies, { recursive: true, force: true });
  });

  it('[S24] that is missing or incomplete is reported and never created again', async () => {
    const dataDir = await temporaryDirectory();
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    await ask(postgres.url.replace(/quad$/, 'postgres'), 'DROP DATABASE quad');
    await postgres.stop();
    const start = () => startEmbeddedPostgres({ dataDir, log });
    const refuses = async (says: string) => {
      await expect(start()).rejects.toMatchObject({
        name: 'EmbeddedPostgresError',
        message: expect.stringContaining(says),
      });
    };
    await refuses('no longer has the database "quad"');

    const file = path.join(dataDir, 'postgres.json');
    const text = await readFile(file, 'utf8');
    for (const broken of ['', text.slice(0, 30), '{}', '[]']) {
      await writeFile(file, broken);
      await refuses(`${file}, which contains the password of the database, is damaged`);
    }
    await writeFile(file, text.replace(/"password":"[^"]+"/, '"password":"another"'));
    await refuses('is not the password of the database');
    await writeFile(file, text);

    await rm(file);
    await mkdir(file);
    await refuses(`${file} cannot be read`);
    await rm(file, { recursive: true });
    await writeFile(file, text);

    const directory = path.join(dataDir, 'postgres');
    await rm(path.join(directory, 'base'), { recursive: true });
    await mkdir(path.join(directory, 'base'), { mode: 0o755 });
    await refuses(`The database in ${directory} cannot be used`);
    await writeFile(path.join(directory, 'PG_VERSION'), '12\n');
    await refuses('was created by PostgreSQL 12');
    await rm(path.join(directory, 'PG_VERSION'));
    await refuses('is missing or incomplete (without PG_VERSION)');
    await rm(directory, { recursive: true });
    await refuses('is missing or incomplete');
    await mkdir(directory);
    await refuses('is missing or incomplete');
    await rm(dataDir, { recursive: true });
    await writeFile(dataDir, 'a file');
    await refuses(`The data directory ${dataDir} cannot be used`);
    await rm(dataDir);
  });

  it.runIf(asRoot)('works for an ordinary user', async ({ skip }) => {
    const account = await accountFor(undefined);
    const reachable = await permits(account, ['r', path.resolve(PROGRAM)]);
    skip(!reachable, 'no other user can enter this checkout');
    const dataDir = await temporaryDirectory();
    await chown(dataDir, account.uid ?? 0, account.gid ?? 0);
    const program = startProgram(PROGRAM, ['start', dataDir], account);
    const url = await program.printed('url');
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await program.finish()).toBe(0);
    // Root can continue with an ordinary user's data directory.
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    await postgres.stop();
    expect(await startProgram(PROGRAM, ['start', dataDir], account).finish()).toBe(0);
    await removeData(dataDir);
  });

  it.runIf(asRoot)('works for root in a directory that no other user may enter', async () => {
    const closed = await temporaryDirectory(); // mkdtemp: 0700
    const dataDir = path.join(closed, 'project/.data');
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    await ask(postgres.url, 'CREATE TABLE t (n int)');
    await postgres.stop();
    const { directory } = await settingsOf(dataDir);
    expect(directory).toMatch(/^\/var\/lib\/quad\//);
    const again = await startEmbeddedPostgres({ dataDir, log });
    expect(await ask(again.url, 'SELECT * FROM t')).toEqual([]);
    await again.stop();
    // Only the data directory was copied: its database still belongs to the other one.
    const copy = path.join(closed, 'copy');
    await cp(dataDir, copy, { recursive: true });
    await expect(startEmbeddedPostgres({ dataDir: copy, log })).rejects.toThrow(
      `which belongs to the data directory ${dataDir}. Copy ${directory} to another folder`,
    );
    await removeData(dataDir);
    await rm(closed, { recursive: true, force: true });
  });
});

let initialised: Promise<string> | undefined;
afterAll(async () => void (initialised && (await removeData(await initialised))));

/**
 * Returns a new data directory with a database, as a copy of a prepared one: creating a database takes a second. Like
 * any copy it can be used as it is.
 */
async function madeDataDirectory(): Promise<string> {
  initialised ??= temporaryDirectory().then(async (dataDir) => {
    await (await startEmbeddedPostgres({ dataDir, log })).stop();
    return dataDir;
  });
  const dataDir = await temporaryDirectory();
  await cp(await initialised, dataDir, { recursive: true });
  return dataDir;
}

function temporaryDirectory(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'quad-database-'));
}

async function settingsOf(dataDir: string): Promise<{ directory: string; password: string }> {
  const settings = JSON.parse(await readFile(path.join(dataDir, 'postgres.json'), 'utf8'));
  return { ...settings, directory: path.resolve(dataDir, settings.directory) };
}

async function serverPid(dataDir: string): Promise<number> {
  const { directory } = await settingsOf(dataDir);
  return Number.parseInt(await readFile(path.join(directory, 'postmaster.pid'), 'utf8'), 10);
}

/** Waits until the embedded server's log has a matching line, or `times` of them. */
async function serverSaid(dataDir: string, line: RegExp, times = 1): Promise<void> {
  const { directory } = await settingsOf(dataDir);
  const log = () => readFile(path.join(directory, 'server.log'), 'utf8');
  await eventually(log, (content) => (content.match(line)?.length ?? 0) >= times);
}

async function removeData(dataDir: string): Promise<void> {
  await rm((await settingsOf(dataDir)).directory, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

async function migrationsOf(files: Record<string, string>): Promise<string> {
  const directory = await temporaryDirectory();
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const [name, sql] of Object.entries(files)) {
    await mkdir(path.join(directory, name));
    await writeFile(path.join(directory, name, 'migration.sql'), sql);
  }
  return directory;
}

async function ask<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query<Row>(sql, values).finally(() => client.end())).rows;
}
