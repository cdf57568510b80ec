import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { codeOf, ignoring } from './errors';

const run = promisify(execFile);

/** Locale C, and none of the caller's PG… variables, which would steer PostgreSQL's programs. */
export const CLEAN_ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  LC_ALL: 'C',
  PATH: '/usr/bin:/bin',
};

/** What a process is to a cluster: its `server`, somebody else's (`other`), no more (`gone`); `unclear` may be any. */
export type Standing = 'server' | 'other' | 'gone' | 'unclear';

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * What the process is to the PostgreSQL cluster in this directory (an absolute, real path). Process ids are given
 * out again, after a reboot soon, so an id in a file proves nothing. Looks only at what every user may see of any
 * process: what belongs to the process alone (its `cwd`) is closed even to root in a container.
 */
export async function standingOf(pid: number, directory: string): Promise<Standing> {
  const [seen, owner] = await Promise.all([lookAt(pid, directory), stat(directory)]);
  // Ended meanwhile, or hidden from us.
  if (!seen) return isAlive(pid) ? 'unclear' : 'gone';
  if (seen.uid !== owner.uid) return 'other';
  if (seen.serves === directory) return 'server';
  // A server that was started in another way than ours need not say which directory it serves.
  return path.basename(seen.program) === 'postgres' && !path.isAbsolute(seen.serves) ? 'unclear' : 'other';
}

/** Owner, program and `-D` argument ('' if there is none) of a process; undefined when there is nothing to be seen. */
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
  // Here arguments are told apart by spaces, which a directory's name may have, too.
  const said = await run('ps', ['-o', 'uid=,args=', '-p', String(pid)]).catch(() => undefined);
  const [, uid, program = '', args = ''] = /^\s*(\d+)\s+(\S+)(.*)$/m.exec(said?.stdout ?? '') ?? [];
  if (uid === undefined) return undefined;
  const serves = `${args} `.includes(` -D ${directory} `) ? directory : (/ -D (\S+)/.exec(args)?.[1] ?? '');
  return { uid: Number(uid), program, serves };
}
