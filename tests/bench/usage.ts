import { readdir, readFile } from 'node:fs/promises';

/** What a process and its descendants have used. */
export interface Usage {
  /** Processor time in milliseconds, in steps of ten. */
  cpuMs: number;
  /** Memory in bytes; a page that n processes share counts as 1/n in each of them. */
  memory: number;
}

/** Milliseconds of a clock tick (proc_pid_stat(5)); 100 ticks per second on every Linux of today. */
const TICK_MS = 10;

/** Returns the usage of a process and its descendants, with the time of the descendants that have ended. */
export async function usageOf(root: number): Promise<Usage> {
  const parents = new Map<number, number>();
  const cpuOf = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The name of the program is in parentheses and may contain blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 20) continue;
    parents.set(pid, Number(fields[1]));
    // utime, stime, and those of the children that were waited for.
    cpuOf.set(pid, TICK_MS * fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0));
  }
  const usage = { cpuMs: 0, memory: 0 };
  const tree = [root];
  for (const parent of tree) {
    for (const [pid, its] of parents) if (its === parent) tree.push(pid);
    usage.cpuMs += cpuOf.get(parent) ?? 0;
    usage.memory += await memoryOf(parent);
  }
  return usage;
}

async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}
