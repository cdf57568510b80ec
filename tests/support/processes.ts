import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { eventually } from './eventually';

const run = promisify(execFile);

/**
 * Sends a signal to a process and all its descendants, the parent first; ignores processes that have ended. Returns the
 * ids of the signalled processes.
 */
export async function signalTree(root: number, signal: NodeJS.Signals): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [root];
  for (const parent of tree) tree.push(...rows.filter(([, ppid]) => ppid === parent).map(([pid = 0]) => pid));
  return tree.filter((pid) => signalIfThere(pid, signal));
}

/**
 * Sends SIGSTOP and waits until the process has stopped. On a busy machine a running thread could otherwise do a little
 * more.
 */
export async function pauseProcess(pid: number): Promise<void> {
  if (signalIfThere(pid, 'SIGSTOP')) await standsStill(pid);
}

/** Pauses a process and all its descendants. */
export async function pauseTree(root: number): Promise<void> {
  for (const pid of await signalTree(root, 'SIGSTOP')) await standsStill(pid);
}

const standsStill = (pid: number) =>
  eventually(
    () => statesOf(pid),
    (states) => !/[^TtZX]/.test(states),
  );

/**
 * Returns a letter for each thread (proc_pid_stat(5)); an empty text when the process is gone or the system does not
 * report threads.
 */
async function statesOf(pid: number): Promise<string> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const stats = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8').catch(() => '')),
  );
  return stats.map((stat) => /\) (\S)/.exec(stat)?.[1] ?? '').join('');
}

/** Sends a signal; returns whether the process existed. */
export function signalIfThere(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}
