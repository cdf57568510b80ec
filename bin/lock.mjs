// A lock between the processes of one machine: a file with the id of the process that holds the lock.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 200;

/**
 * Runs `work` while this process holds the lock `file`, and returns the result. While another process holds the lock,
 * waits, and calls `onWait` once with that process's id. Takes over the lock of a process that has ended.
 */
export async function whileLocked(file, work, onWait) {
  let waited = false;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder === undefined) continue;
    // In a container each start may have the same process id, so a lock with this process's id is from an earlier
    // start.
    if (holder === process.pid || !isAlive(holder)) {
      removeOf(holder, file);
      continue;
    }
    if (!waited) onWait(holder);
    waited = true;
    await delay(LOOK_EVERY_MS);
  }
  const release = () => rmSync(file, { force: true });
  process.on('exit', release); // a failing step exits the process
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Returns whether a process with this id runs on this machine. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Creates the lock file unless it exists. The file is linked instead of written in place, so that it always contains
 * the id.
 */
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

/** Returns the process id in the lock; undefined when the lock was released. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Removes the lock of a process that has ended. If another process has taken the lock meanwhile, puts its lock back.
 */
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
