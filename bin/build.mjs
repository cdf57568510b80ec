// The programs of the project as JavaScript: a process that reads TypeScript itself takes twice as long to start.
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hashOf, root, sources } from './sources.mjs';

const PROGRAMS = ['server/main.ts', 'server/cli/quad.ts', 'clients/bot/bot.ts'];

/** Whether it runs as JavaScript made from it. */
export const isProgram = (file) => PROGRAMS.includes(file);

/** What `nodeArguments` has answered: to look whether the source has changed takes a tenth of a second. */
const known = new Map();

/**
 * Arguments of Node to run a file of the tree: one of the programs as JavaScript, anything else as it is. For tests: a
 * tree counts as unchanged while the process that asks runs.
 */
export function nodeArguments(file, tree = root) {
  const name = path.join(tree, file);
  const made = known.get(name);
  // What was made is deleted when something else makes it of a changed source.
  if (made && existsSync(made.at(-1))) return made;
  const answer = isProgram(file)
    ? ['--enable-source-maps', programOf(file, tree)]
    : ['--import', 'tsx', name];
  known.set(name, answer);
  return answer;
}

/**
 * The JavaScript of a program of the tree, made when its source has changed since. Several may ask at once: what is
 * made has a name of its own until it is whole.
 */
export function programOf(file, tree = root) {
  const hash = hashOf(tree, sources(tree)).slice(0, 16);
  const all = path.join(tree, 'build');
  const made = path.join(all, hash);
  if (!existsSync(made)) {
    // Loading it takes longer than anything else here, and most of the time nothing is to be made.
    const { buildSync } = createRequire(import.meta.url)('esbuild');
    const making = `${made}.${randomUUID()}`;
    buildSync({
      entryPoints: PROGRAMS,
      absWorkingDir: tree,
      outbase: tree,
      outdir: making,
      bundle: true,
      splitting: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      sourcemap: true,
      logLevel: 'error',
    });
    const old = readdirSync(all).filter((name) => !name.includes('.') && name !== hash);
    if (existsSync(made)) rmSync(making, { recursive: true });
    else renameSync(making, made);
    for (const name of old) rmSync(path.join(all, name), { recursive: true, force: true });
  }
  return path.join(made, file.replace(/\.ts$/, '.js'));
}
