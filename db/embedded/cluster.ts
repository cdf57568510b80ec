import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  chown,
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
import { type Account, accountFor, isRoot, permits } from './account';
import { type Binaries, findBinaries } from './binaries';
import { EmbeddedPostgresError, ignoring } from './errors';
import type { Log } from './log';
import { CLEAN_ENVIRONMENT, isAlive } from './process';
import { claim, exists, makeSettings, readSettings, type Settings, systemDirectory } from './settings';

const run = promisify(execFile);

/** The role that owns everything in the embedded database. */
export const ROLE = 'quad';

/** Files that every cluster has; an incomplete copy or a damaged disk lacks some of them. */
const PARTS = [
  'PG_VERSION',
  'global/pg_control',
  'base',
  'pg_wal',
  'pg_xact',
  'postgresql.conf',
  'pg_hba.conf',
];

/** A database cluster on disk, and what is needed to run it. */
export type Cluster = Settings & {
  dataDir: string;
  account: Account;
  binaries: Binaries;
};

/**
 * Prepares the cluster of a data directory; creates it on the first start (some seconds). Safe when two processes race.
 */
export async function prepareCluster(dataDir: string, log: Log): Promise<Cluster> {
  const root = await usableDirectory(dataDir);
  const settings = (await readSettings(root)) ?? (await makeSettings(root));
  const { directory } = settings;
  const isThere = await exists(directory);
  const account = await accountFor(isThere ? directory : undefined);
  const binaries = await findBinaries(account, () => (isRoot() ? systemDirectory() : Promise.resolve(root)));
  if (settings.complete || isThere) await assertWhole(directory, binaries.major);
  const cluster = { ...settings, dataDir: root, account, binaries };
  if (isThere) await adopt(cluster);
  else await initialise(cluster, log);
  await claim(root, settings);
  return cluster;
}

/** Returns the data directory as an absolute, real path, created if missing. */
async function usableDirectory(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    const root = await realpath(dataDir);
    // PostgreSQL's account must traverse the directory, not list it; each file with secrets has mode 0600.
    if (isRoot()) await chmod(root, (await stat(root)).mode | 0o011);
    await access(root, constants.W_OK | constants.X_OK);
    return root;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'not_permitted',
      `The data directory ${dataDir} cannot be used: ${(cause as Error).message}. ` +
        'Check that it is a directory and belongs to the user that runs Quad, or set DATA_DIR to another directory.',
      { cause },
    );
  }
}

/**
 * Throws when a cluster's directory holds no complete cluster of Quad's PostgreSQL version. An empty cluster in its
 * place would hide that the data is lost.
 */
async function assertWhole(directory: string, major: string): Promise<void> {
  const missing = [];
  for (const part of PARTS) if (!(await exists(path.join(directory, part)))) missing.push(part);
  if (missing.length > 0)
    throw new EmbeddedPostgresError(
      'broken',
      `The database in ${directory} is missing or incomplete (without ${missing.join(', ')}). ` +
        'Restore it from a backup. To begin with an empty one instead, move the data directory away.',
    );
  const version = (await readFile(path.join(directory, 'PG_VERSION'), 'utf8')).trim();
  if (version !== major)
    throw new EmbeddedPostgresError(
      'unsupported',
      `The database in ${directory} was created by PostgreSQL ${version || '(no version)'}, and this version of Quad runs PostgreSQL ${major}. ` +
        'Run the version of Quad that created it, or move the data with pg_dump and set DATABASE_URL.',
    );
}

/**
 * Fixes the owner and mode of a copied cluster, because PostgreSQL insists on them. Throws when the cluster cannot be
 * accessed.
 */
async function adopt({ directory, account }: Cluster): Promise<void> {
  const { uid, gid } = account;
  const { uid: owner, mode } = await stat(directory);
  if (uid !== undefined && gid !== undefined && owner !== uid)
    await run('chown', ['-R', `${uid}:${gid}`, directory]);
  if (mode & 0o027) await chmod(directory, 0o700);
  if (await permits(account, ['x', directory])) return;
  throw new EmbeddedPostgresError(
    'not_permitted',
    `PostgreSQL does not run as root, and the user for it (uid ${account.uid}) cannot enter ${directory}. ` +
      'Make the directories above it accessible for other users (chmod o+x), or move the data directory.',
  );
}

/** Runs initdb in a temporary directory and renames it, so that a cluster is complete or absent. */
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
    throw new EmbeddedPostgresError('broken', `A database could not be created in ${directory}: ${cause}`, {
      cause,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, directory).catch(ignoring('ENOTEMPTY', 'EEXIST'));
  await rm(draft, { recursive: true, force: true });
  await syncDirectory(path.dirname(directory));
  log.debug(
    { directory, ms: Math.round(performance.now() - started) },
    'embedded PostgreSQL: cluster created',
  );
}

/** Removes the temporary directories of initdb processes that were killed. */
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

/** Syncs a directory; without this a rename may not survive a power cut. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
