import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { whileLocked } from '@/bin/lock.mjs';
import { environment } from './program';

const run = promisify(execFile);

/** The root of this tree. */
export const root = path.join(import.meta.dirname, '../..');

/**
 * Returns the directory of a checkout of a commit, which is set up and whose pages are built, by the commit's own
 * set-up. The checkout is kept in the folder for temporary files and used again. Throws for an unknown commit.
 */
export async function checkoutOf(commit: string): Promise<string> {
  const { stdout } = await run('git', ['rev-parse', '--verify', `${commit}^{commit}`], { cwd: root });
  const sha = stdout.trim();
  const folder = path.join(tmpdir(), 'quad-bench');
  await mkdir(folder, { recursive: true });
  const tree = path.join(folder, sha.slice(0, 12));
  const complete = `${tree}.complete`;
  if (existsSync(complete)) return tree;
  await whileLocked(
    `${tree}.lock`,
    async () => {
      if (existsSync(complete)) return;
      console.error(`Setting up a checkout of ${commit} in ${tree} …`);
      await rm(tree, { recursive: true, force: true });
      await run('git', ['clone', '--quiet', '--shared', '--no-checkout', root, tree]);
      await run('git', ['checkout', '--quiet', '--detach', sha], { cwd: tree });
      const setUp = `import('./bin/setup.mjs').then((m) => m.setUp({ development: true, build: true }))`;
      const options = { cwd: tree, env: { ...environment(), npm_config_prefer_offline: 'true' } };
      await run(process.execPath, ['-e', setUp], { ...options, maxBuffer: 2 ** 26 });
      await writeFile(complete, '');
    },
    (holder: number) => console.error(`Process ${holder} is setting up ${tree}; waiting for it …`),
  );
  return tree;
}
