import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { accountFor, isRoot, permits } from './account';
import { EmbeddedPostgresError, ignoring } from './errors';

/** Where root puts what its unprivileged PostgreSQL could not reach in the data directory. */
const SYSTEM_DIRECTORY = '/var/lib/quad';
const INSIDE = 'postgres';

/**
 * `postgres.json`. `directory` is relative to the data directory where the cluster is in it, so that both can be moved
 * and copied. `complete`: cluster and database were made, so one that is missing is lost; older versions did not say.
 */
const fileSchema = z.strictObject({
  directory: z.string().min(1),
  password: z.string().min(1),
  complete: z.boolean().optional(),
});

/** Where a data directory's cluster is (an absolute path), and what opens it. */
export type Settings = { directory: string; password: string; complete: boolean };

/** What `postgres.json` says; undefined when there is none, as before the first start. */
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
      `${file}, which holds the password of the database, is not whole. ` +
        'Put it back from a backup. To begin with an empty database instead, move the data directory away.',
    );
  }
  const inside = path.join(dataDir, INSIDE);
  // An older version wrote absolute paths. In a data directory that was moved or copied since, they are another's.
  const directory =
    path.isAbsolute(data.directory) && (await exists(inside))
      ? inside
      : path.resolve(dataDir, data.directory);
  return { directory, password: data.password, complete: data.complete ?? true };
}

/** Makes `postgres.json`, complete and readable only by us; whoever comes second reads the first one's. */
export async function makeSettings(dataDir: string): Promise<Settings> {
  const inside = path.join(dataDir, INSIDE);
  if (await exists(inside)) {
    throw new EmbeddedPostgresError(
      'broken',
      `There is a database in ${inside}, but ${fileOf(dataDir)}, which holds its password, is gone. ` +
        'Put the file back, or move the database away to begin with an empty one.',
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

/** Notes that cluster and database are there: from now on they are never made again. */
export async function markComplete(dataDir: string, settings: Settings): Promise<void> {
  const complete = { ...settings, complete: true };
  if ((await readFile(fileOf(dataDir), 'utf8')) === textOf(dataDir, complete)) return;
  const { uid, gid } = await stat(fileOf(dataDir));
  const draft = await writeDraft(dataDir, complete);
  if (isRoot()) await chown(draft, uid, gid); // root may use what an ordinary user made, who then goes on
  await rename(draft, fileOf(dataDir));
}

async function writeDraft(dataDir: string, settings: Settings): Promise<string> {
  const draft = `${fileOf(dataDir)}.${randomUUID()}`;
  await writeFile(draft, textOf(dataDir, settings), { mode: 0o600, flush: true });
  return draft;
}

function textOf(dataDir: string, { directory, password, complete }: Settings): string {
  const written = isWithin(dataDir, directory) ? path.relative(dataDir, directory) : directory;
  return JSON.stringify({ directory: written, password, complete });
}

function isWithin(dataDir: string, directory: string): boolean {
  const relative = path.relative(dataDir, directory);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

/**
 * A cluster outside its data directory belongs to the one that is noted in it. Throws when that is another one which
 * is there still: this data directory is a copy, and the cluster was not copied along.
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
        `Copy ${directory} too, to another folder beside it, and write that one as "directory" into ${fileOf(dataDir)}.`,
    );
  }
  await writeFile(note, dataDir);
}

/** A directory that PostgreSQL's account can reach when the data directory is closed to it. */
export async function systemDirectory(): Promise<string> {
  await mkdir(SYSTEM_DIRECTORY, { recursive: true });
  await chmod(SYSTEM_DIRECTORY, 0o755);
  return SYSTEM_DIRECTORY;
}

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
