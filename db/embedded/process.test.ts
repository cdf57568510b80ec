import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standingOf } from './process';

let directory: string;
const running: ChildProcess[] = [];
beforeEach(async () => {
  directory = await realpath(await mkdtemp(path.join(tmpdir(), 'quad process ')));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** Starts a process with this name and these arguments; returns its id. */
async function start(name: string, ...args: string[]): Promise<number> {
  const idle = ['-e', 'console.log("here"); setInterval(() => {}, 1e6)', '--'];
  const child = spawn(process.execPath, [...idle, ...args], { argv0: name, cwd: '/' });
  running.push(child);
  await once(child.stdout, 'data');
  return child.pid as number;
}

describe('a process is to a cluster', () => {
  it('its server when it was started for that directory', async () => {
    expect(await standingOf(await start('/bin/postgres', '-D', directory, '-c', 'a=b'), directory)).toBe(
      'server',
    );
  });

  it('somebody else’s when it is for another directory, or for none', async () => {
    expect(await standingOf(await start('/bin/postgres', '-D', `${directory}2`), directory)).toBe('other');
    expect(await standingOf(await start('/bin/other', directory), directory)).toBe('other');
  });

  it('somebody else’s when it is another user’s, whatever it says of itself', async () => {
    const asRoot = process.getuid?.() === 0;
    if (asRoot) await chown(directory, 1, 1);
    const directoryOfProcess = asRoot ? directory : '/';
    expect(await standingOf(await start('/bin/postgres', '-D', directoryOfProcess), directoryOfProcess)).toBe(
      'other',
    );
  });

  it('unclear when it is a PostgreSQL that does not say which directory it serves', async () => {
    expect(await standingOf(await start('/bin/postgres'), directory)).toBe('unclear');
    expect(await standingOf(await start('/bin/postgres', '-D', '.'), directory)).toBe('unclear');
  });

  it('gone when there is none', async () => {
    const pid = await start('/bin/postgres', '-D', directory);
    const [child] = running as [ChildProcess];
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await standingOf(pid, directory)).toBe('gone');
  });
});
