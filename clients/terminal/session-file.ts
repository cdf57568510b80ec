import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod/mini';

const text = z.string().check(z.minLength(1), z.maxLength(4096));

const session = z.strictObject({
  version: z.literal(1),
  server: text,
  user: z.strictObject({ id: text, name: text, guest: z.boolean() }),
  credential: z.discriminatedUnion('kind', [
    /** An API token that the user made. */
    z.strictObject({ kind: z.literal('token'), token: text }),
    /** A sign-in of this program. `expires`: of `access`, in milliseconds since 1970; `key` names the next renewal. */
    z.strictObject({
      kind: z.literal('sign-in'),
      access: text,
      expires: z.number(),
      refresh: text,
      key: text,
    }),
  ]),
});
/** What a session file holds: whose credential it is, and where it is valid. Never a password. */
export type StoredSession = z.infer<typeof session>;

/** A session file that cannot be used; the message says what to do. */
export class SessionFileError extends Error {
  override readonly name = 'SessionFileError';
}

/**
 * Returns the path of a session file. A name is a path in the working directory, and `.json` is added; without one it is
 * a file for the server in the folder of states.
 */
export function sessionPath({
  name,
  server,
  state,
}: {
  name?: string | undefined;
  server: string;
  state: string;
}): string {
  if (name !== undefined) return path.resolve(name.endsWith('.json') ? name : `${name}.json`);
  return path.join(state, `${new URL(server).host.replace(/[^\w.-]/g, '_')}.json`);
}

/** Returns the folder of the states of programs, as the XDG base directory specification has it. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const home = env.XDG_STATE_HOME?.startsWith('/')
    ? env.XDG_STATE_HOME
    : path.join(env.HOME ?? '.', '.local/state');
  return path.join(home, 'quad-chat');
}

/**
 * Reads a session file; null if there is none. Throws `SessionFileError` for a file that other users can read, unless
 * `anyMode`, and for one that is damaged.
 */
export async function readSession(file: string, { anyMode = false } = {}): Promise<StoredSession | null> {
  let content: string;
  try {
    const { mode } = await stat(file);
    if (!anyMode && mode & 0o077)
      throw new SessionFileError(`Other users can read ${file}. Sign out, or run: chmod 600 ${file}`);
    content = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (error instanceof SessionFileError) throw error;
    throw new SessionFileError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const parsed = session.safeParse(jsonOf(content));
  if (!parsed.success)
    throw new SessionFileError(
      `${file} is not a session of quad-chat, or is damaged. Delete it and sign in again.`,
    );
  return parsed.data;
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** Writes a session file that only its owner can read. It is complete or absent at any time. */
export async function writeSession(file: string, stored: StoredSession): Promise<void> {
  await writePrivate(file, `${JSON.stringify(stored, null, 2)}\n`);
}

/** Writes a file that only its owner can read, by way of a new file. */
export async function writePrivate(file: string, content: string): Promise<void> {
  await makeFolder(file);
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw new SessionFileError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Makes the folder of a file, if there is none. */
async function makeFolder(file: string): Promise<void> {
  const folder = path.dirname(file);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SessionFileError(`${folder} cannot be made (${(error as NodeJS.ErrnoException).code}).`);
  }
}

export const deleteSession = (file: string): Promise<void> => rm(file, { force: true });

/** Milliseconds after which the lock of a program that ended without releasing it is ignored. */
const STALE_LOCK_MS = 30_000;
const RETRY_LOCK_MS = 50;

/**
 * Runs `work` while no other program that uses the session file runs such work: two renewals with one refresh token end
 * the sign-in.
 */
export async function whileHolding<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  await makeFolder(file);
  for (;;) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new SessionFileError(`${lock} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
      const age = await stat(lock).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > STALE_LOCK_MS) await rm(lock, { force: true });
      else await delay(RETRY_LOCK_MS);
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}
