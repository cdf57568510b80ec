import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, ignoring } from './errors';

const run = promisify(execFile);

/** The user that PostgreSQL runs as: the current user when empty; another user when the current user is root. */
export type Account = { uid?: number; gid?: number };

/** The name of the user created when root finds no `postgres` user; it never clashes with a package's user. */
const OWN_ACCOUNT = 'quad-postgres';

/** Returns whether the current user is root; false on systems without user ids. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Returns the account for the cluster in `directory`. PostgreSQL refuses to run as root, so root uses the owner of an
 * existing cluster, else the `postgres` user, else a system user created for this.
 */
export async function accountFor(directory: string | undefined): Promise<Account> {
  const owner = directory && (await stat(directory).catch(ignoring('ENOENT')));
  if (!isRoot()) {
    if (owner && owner.uid !== process.getuid?.()) {
      throw new EmbeddedPostgresError(
        'not_permitted',
        `The database in ${directory} belongs to another user (uid ${owner.uid}). ` +
          'Run Quad as that user, or set DATA_DIR to another directory.',
      );
    }
    return {};
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await lookUp('postgres')) ?? (await lookUp(OWN_ACCOUNT)) ?? (await create(OWN_ACCOUNT));
}

/** Returns whether the account may use each path: `r` to read, `x` to execute or traverse. */
export async function permits(account: Account, ...wants: Array<['r' | 'x', string]>): Promise<boolean> {
  for (const [mode, path] of wants) {
    const allowed = await run('test', [`-${mode}`, path], { ...account, cwd: '/' }).then(
      () => true,
      () => false,
    );
    if (!allowed) return false;
  }
  return true;
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // `id` fails exactly when the user does not exist
  }
}

async function create(name: string): Promise<Account> {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ]);
  } catch (cause) {
    const existing = await lookUp(name); // two first starts may race
    if (existing) return existing;
    throw new EmbeddedPostgresError(
      'not_permitted',
      'PostgreSQL does not run as root, and Quad could not create a user for it. ' +
        'Run Quad as an ordinary user, create a system user "postgres", or set DATABASE_URL.',
      { cause },
    );
  }
  const account = await lookUp(name);
  if (!account)
    throw new EmbeddedPostgresError('broken', `The user ${name} was created but cannot be found.`);
  return account;
}
