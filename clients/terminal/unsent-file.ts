import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Store } from '../connection/store';
import { type Outgoing, waiting } from '../state/outgoing';
import { writePrivate } from './session-file';

/** The name of the file with the unsent messages of one process. */
const NAME = /^(.+)\.unsent\.(\d+)\.json$/;

/** What a file holds. */
interface Unsent {
  owner: string;
  outgoing: readonly Outgoing[];
}

/**
 * Stores the unsent messages beside the session file, and adopts those of programs that have ended: what was written
 * while the server was away is sent at the next start, under the same client id. `pump` sends. Failures of the file system
 * are ignored: the messages then end with the program. Returns a function that resolves once all is stored, or deleted
 * (`forget`).
 */
export async function keepUnsent(options: {
  store: Store;
  /** The session file. */
  file: string;
  /** Whose messages they are: a session file can be used by another user later. */
  owner: string;
  pump: () => void;
}): Promise<(end: { forget: boolean }) => Promise<void>> {
  const { store, file, owner, pump } = options;
  const own = `${file}.unsent.${process.pid}.json`;
  let before: readonly Outgoing[] = [];
  let writing: Promise<void> = Promise.resolve();

  function keep() {
    const { outgoing } = store.get();
    if (outgoing === before) return;
    before = outgoing;
    writing = writing.then(() => write(own, { owner, outgoing }));
  }

  const adopted = await adopt(file, owner);
  if (adopted.length > 0) store.dispatch({ type: 'recalled', outgoing: adopted });
  const stop = store.subscribe(keep);
  keep();
  pump();
  return async ({ forget }) => {
    stop();
    if (!forget) keep();
    await writing;
    if (forget) await deleteUnsent(file);
  };
}

/** Deletes the unsent messages of a session file, except those of other programs that run. Never throws. */
export async function deleteUnsent(file: string): Promise<void> {
  for (const left of await filesLeft(file)) await rm(left, { force: true }).catch(() => {});
}

/** Returns the paths of the files with unsent messages of this program and of those that have ended. */
async function filesLeft(file: string): Promise<string[]> {
  const folder = path.dirname(file);
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const [, of, pid] = NAME.exec(name) ?? [];
    return of === path.basename(file) && !isRunning(Number(pid)) ? [path.join(folder, name)] : [];
  });
}

async function write(own: string, unsent: Unsent): Promise<void> {
  const work =
    unsent.outgoing.length > 0 ? writePrivate(own, JSON.stringify(unsent)) : rm(own, { force: true });
  await work.catch(() => {});
}

/** Returns the messages of programs that have ended, and deletes their files. */
async function adopt(file: string, owner: string): Promise<Outgoing[]> {
  const found: Outgoing[] = [];
  for (const left of await filesLeft(file)) {
    const taken = `${left}.${randomUUID()}`;
    // Renamed first: of two programs that start at once only one takes it.
    const messages = await rename(left, taken)
      .then(() => readFile(taken, 'utf8'))
      .then((content) => JSON.parse(content) as Unsent)
      .then((unsent) => (unsent.owner === owner ? unsent.outgoing : []))
      .catch(() => []);
    await rm(taken, { force: true }).catch(() => {});
    for (const message of messages) found.push(message.state === 'failed' ? message : waiting(message));
  }
  return found;
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
