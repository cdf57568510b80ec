import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmod,
  chown,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type Account, accountFor, isRoot, permits } from './account';
import { type Binaries, findBinaries } from './binaries';
import { EmbeddedPostgresError, ignoring } from './errors';
import type { Log } from './log';
import { CLEAN_ENVIRONMENT, isAlive } from './process';

const run = promisify(execFile);

/** Where root puts what its unprivileged PostgreSQL could not reach in the data directory. */
const SYSTEM_DIRECTORY = '/var/lib/quad';
/** The role that owns everything in the embedded database. */
export const ROLE = 'quad';

/** A database cluster that exists on disk, and what is needed to run it. */
export type Cluster = {
  dataDir: string;
  directory: string;
  password: string;
  account: Account;
  binaries: Binaries;
};

const settingsSchema = z.strictObject({ directory: z.string(), password: z.string() });

/** Finds the cluster of a data directory, or makes it (some seconds, once). Safe when two processes race. */
export async function prepareCluster(dataDir: string, log: Log): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true });
  const root = await realpath(dataDir);
  // PostgreSQL's account must pass through, not look; the files with secrets are 0600 one by one.
  if (isRoot()) await chmod(root, (await stat(root)).mode | 0o011);
  const settings = await readSettings(root);
  const account = await accountFor(settings.directory);
  const binaries = await findBinaries(account, () => (isRoot() ? systemDirectory() : Promise.resolve(root)));
  const cluster = { ...settings, dataDir: root, account, binaries };
  if (!(await exists(path.join(cluster.directory, 'PG_VERSION')))) await initialise(cluster, log);
  return cluster;
}

/** `postgres.json` is made once, complete, readable only by us; whoever comes second reads the first one's. */
async function readSettings(dataDir: string): Promise<z.infer<typeof settingsSchema>> {
  const file = path.join(dataDir, 'postgres.json');
  if (!(await exists(file))) {
    const account = await accountFor(undefined);
    const inside = path.join(dataDir, 'postgres');
    if (await exists(inside)) {
      throw new EmbeddedPostgresError(
        'broken',
        `There is a database in ${inside}, but ${file}, which holds its password, is gone. ` +
          'Put the file back, or move the database away to begin with an empty one.',
      );
    }
    const reachable = await permits(account, ['x', dataDir]);
    const directory = reachable ? inside : path.join(await systemDirectory(), randomUUID());
    const draft = `${file}.${randomUUID()}`;
    const password = randomBytes(24).toString('base64url');
    await writeFile(draft, JSON.stringify({ directory, password }), { mode: 0o600 });
    await link(draft, file).catch(ignoring('EEXIST'));
    await rm(draft);
  }
  return settingsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

async function systemDirectory(): Promise<string> {
  await mkdir(SYSTEM_DIRECTORY, { recursive: true });
  await chmod(SYSTEM_DIRECTORY, 0o755);
  return SYSTEM_DIRECTORY;
}

/** initdb beside the final place, then a rename: a cluster is there whole or not at all. */
async function initialise(cluster: Cluster, log: Log): Promise<void> {
  const started = performance.now();
  const { directory, account, binaries } = cluster;
  await removeLeftovers(directory);
  const draft = `${directory}.new-${process.pid}-${randomUUID()}`;
  const passwordFile = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(draft, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  // PostgreSQL's own C.UTF-8 has Unicode's letters and needs no locale of the machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${ROLE}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    await run(binaries.initdb, [`--pgdata=${draft}`, ...access, ...locale, '--no-instructions'], {
      ...account,
      cwd: '/',
      env: CLEAN_ENVIRONMENT,
    });
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new EmbeddedPostgresError('broken', `A database could not be made in ${directory}: ${cause}`, {
      cause,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, directory).catch(ignoring('ENOTEMPTY', 'EEXIST'));
  await rm(draft, { recursive: true, force: true });
  await syncDirectory(path.dirname(directory));
  log.debug({ directory, ms: Math.round(performance.now() - started) }, 'embedded PostgreSQL: cluster made');
}

/** What an initdb left whose process was killed. */
async function removeLeftovers(directory: string): Promise<void> {
  const parent = path.dirname(directory);
  const prefix = `${path.basename(directory)}.new-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    if (isAlive(pid)) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

/** A rename outlives a power cut only when its directory was synced. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(ignoring('ENOENT'))) !== undefined;
}
