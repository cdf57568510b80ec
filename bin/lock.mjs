// A lock between the processes of one machine: a file that holds the id of the process that has it.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 200;

/**
 * Does `work` while this process has the lock `file`, and gives its result. While another process has it, waits, and
 * calls `onWait` once with that process's id. A lock whose process is gone is taken over.
 */
export async function whileLocked(file, work, onWait) {
  let waited = false;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder === undefined) continue;
    // In a container each start may have the same id, so a lock with ours is of an earlier start.
    if (holder === process.pid || !isAlive(holder)) {
      removeOf(holder, file);
      continue;
    }
    if (!waited) onWait(holder);
    waited = true;
    await delay(LOOK_EVERY_MS);
  }
  const release = () => rmSync(file, { force: true });
  process.on('exit', release); // a step that fails ends the process
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Whether a process of that id runs on this machine. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Makes the lock, if there is none. It is linked rather than written in place, so that it is never without its id. */
function take(file) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** The id in the lock; undefined when it was released. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes the lock of a process that is gone. If another process did so first and took it, it gets its lock back. */
function removeOf(holder, file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (holderOf(aside) !== holder) linkSync(aside, file);
  rmSync(aside);
}
