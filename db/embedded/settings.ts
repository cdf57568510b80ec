import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { accountFor, isRoot, permits } from './account';
import { EmbeddedPostgresError, ignoring } from './errors';

/** The directory for root's files that its unprivileged PostgreSQL could not reach in the data directory. */
const SYSTEM_DIRECTORY = '/var/lib/quad';
const INSIDE = 'postgres';

/**
 * The content of `postgres.json`. `directory` is relative to the data directory when the cluster is inside it, so that
 * both can be moved and copied. `complete` means that cluster and database were created, so a missing cluster or
 * database is lost; older versions did not write the field.
 */
const fileSchema = z.strictObject({
  directory: z.string().min(1),
  password: z.string().min(1),
  complete: z.boolean().optional(),
});

/** The directory of a data directory's cluster (an absolute path), and the password. */
export type Settings = { directory: string; password: string; complete: boolean };

/** Returns the content of `postgres.json`; undefined before the first start. */
export async function readSettings(dataDir: string): Promise<Settings | undefined> {
  const file = fileOf(dataDir);
  const text = await readFile(file, 'utf8')
    .catch(ignoring('ENOENT'))
    .catch((cause: Error) => {
      throw new EmbeddedPostgresError('not_permitted', `${file} cannot be read: ${cause.message}.`, {
        cause,
      });
    });
  if (text === undefined) return undefined;
  const { success, data } = fileSchema.safeParse(parseJson(text));
  if (!success) {
    throw new EmbeddedPostgresError(
      'broken',
      `${file}, which contains the password of the database, is damaged. ` +
        'Restore it from a backup. To begin with an empty database instead, move the data directory away.',
    );
  }
  const inside = path.join(dataDir, INSIDE);
  // An older version wrote absolute paths. After the data directory was moved or copied, such a path names the old
  // place.
  const directory =
    path.isAbsolute(data.directory) && (await exists(inside))
      ? inside
      : path.resolve(dataDir, data.directory);
  return { directory, password: data.password, complete: data.complete ?? true };
}

/**
 * Creates a complete `postgres.json` that only its owner can read. When another process created the file first, returns
 * that file's settings.
 */
export async function makeSettings(dataDir: string): Promise<Settings> {
  const inside = path.join(dataDir, INSIDE);
  if (await exists(inside)) {
    throw new EmbeddedPostgresError(
      'broken',
      `There is a database in ${inside}, but ${fileOf(dataDir)}, which contains its password, is missing. ` +
        'Restore the file, or move the database away to begin with an empty one.',
    );
  }
  const account = await accountFor(undefined);
  const reachable = await permits(account, ['x', dataDir]);
  const directory = reachable ? inside : path.join(await systemDirectory(), randomUUID());
  const password = randomBytes(24).toString('base64url');
  const draft = await writeDraft(dataDir, { directory, password, complete: false });
  await link(draft, fileOf(dataDir)).catch(ignoring('EEXIST'));
  await rm(draft);
  return (await readSettings(dataDir)) as Settings;
}

/** Records that cluster and database exist, so that they are never created again. */
export async function markComplete(dataDir: string, settings: Settings): Promise<void> {
  const complete = { ...settings, complete: true };
  if ((await readFile(fileOf(dataDir), 'utf8')) === textOf(dataDir, complete)) return;
  const { uid, gid } = await stat(fileOf(dataDir));
  const draft = await writeDraft(dataDir, complete);
  // root may use an ordinary user's data directory, which that user then continues to use
  if (isRoot()) await chown(draft, uid, gid);
  await rename(draft, fileOf(dataDir));
}

async function writeDraft(dataDir: string, settings: Settings): Promise<string> {
  const draft = `${fileOf(dataDir)}.${randomUUID()}`;
  await writeFile(draft, textOf(dataDir, settings), { mode: 0o600, flush: true });
  return draft;
}

function textOf(dataDir: string, { directory, password, complete }: Settings): string {
  const storedDirectory = isWithin(dataDir, directory) ? path.relative(dataDir, directory) : directory;
  return JSON.stringify({ directory: storedDirectory, password, complete });
}

function isWithin(dataDir: string, directory: string): boolean {
  const relative = path.relative(dataDir, directory);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

/**
 * Records this data directory as the owner of a cluster outside it. Throws when another data directory still uses the
 * cluster: this one is then a copy, and the cluster was not copied along.
 */
export async function claim(dataDir: string, { directory }: Settings): Promise<void> {
  if (isWithin(dataDir, directory)) return;
  const note = path.join(directory, 'quad-data-directory');
  const owner = (await readFile(note, 'utf8').catch(ignoring('ENOENT')))?.trim();
  if (owner === dataDir) return;
  const ownerSettings = owner ? await readSettings(owner).catch(() => undefined) : undefined;
  if (ownerSettings?.directory === directory) {
    throw new EmbeddedPostgresError(
      'in_use',
      `The database of ${dataDir} is in ${directory}, which belongs to the data directory ${owner}. ` +
        `Copy ${directory} to another folder beside it, and set "directory" in ${fileOf(dataDir)} to the copy.`,
    );
  }
  await writeFile(note, dataDir);
}

/** Returns a directory that PostgreSQL's account can reach when the data directory is closed to it. */
export async function systemDirectory(): Promise<string> {
  await mkdir(SYSTEM_DIRECTORY, { recursive: true });
  await chmod(SYSTEM_DIRECTORY, 0o755);
  return SYSTEM_DIRECTORY;
}

/** Returns whether a file or directory exists. */
export async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(ignoring('ENOENT', 'ENOTDIR'))) !== undefined;
}

const fileOf = (dataDir: string) => path.join(dataDir, 'postgres.json');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
