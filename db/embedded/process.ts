import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { codeOf, ignoring } from './errors';

const run = promisify(execFile);

/** An environment with locale C and without the caller's PG… variables, which PostgreSQL's programs would obey. */
export const CLEAN_ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  LC_ALL: 'C',
  PATH: '/usr/bin:/bin',
};

/**
 * The relation of a process to a cluster: its `server`, `other` (unrelated), `gone` (ended), or `unclear` (any of
 * these).
 */
export type Standing = 'server' | 'other' | 'gone' | 'unclear';

/** Returns whether a process with this id exists, of any owner. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Returns the relation of a process to the PostgreSQL cluster in this directory (an absolute, real path). Process ids
 * are reused, soon after a reboot, so an id in a file proves nothing. Reads only what every user may see of any
 * process: private details (its `cwd`) are closed even to root in a container.
 */
export async function standingOf(pid: number, directory: string): Promise<Standing> {
  const [seen, owner] = await Promise.all([lookAt(pid, directory), stat(directory)]);
  // The process has ended meanwhile, or is hidden from us.
  if (!seen) return isAlive(pid) ? 'unclear' : 'gone';
  if (seen.uid !== owner.uid) return 'other';
  if (seen.serves === directory) return 'server';
  // A server that Quad did not start may lack its directory in its arguments.
  return path.basename(seen.program) === 'postgres' && !path.isAbsolute(seen.serves) ? 'unclear' : 'other';
}

/**
 * Returns the owner, program and `-D` argument ('' if there is none) of a process; undefined when nothing can be read.
 */
async function lookAt(
  pid: number,
  directory: string,
): Promise<{ uid: number; program: string; serves: string } | undefined> {
  if (process.platform === 'linux') {
    const read = (name: string) =>
      readFile(`/proc/${pid}/${name}`, 'utf8').catch(ignoring('ENOENT', 'ESRCH', 'EACCES', 'EPERM'));
    const [status, line] = await Promise.all([read('status'), read('cmdline')]);
    if (status === undefined || line === undefined) return undefined;
    const [program = '', ...args] = line.split('\0');
    const at = args.indexOf('-D');
    const serves = at < 0 ? '' : (args[at + 1] ?? '');
    return { uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]), program, serves };
  }
  // `ps` separates arguments by spaces, which the name of a directory may contain, too.
  const output = await run('ps', ['-o', 'uid=,args=', '-p', String(pid)]).catch(() => undefined);
  const [, uid, program = '', args = ''] = /^\s*(\d+)\s+(\S+)(.*)$/m.exec(output?.stdout ?? '') ?? [];
  if (uid === undefined) return undefined;
  const serves = `${args} `.includes(` -D ${directory} `) ? directory : (/ -D (\S+)/.exec(args)?.[1] ?? '');
  return { uid: Number(uid), program, serves };
}
