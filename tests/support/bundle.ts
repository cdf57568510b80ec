import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';

const root = new URL('../..', import.meta.url).pathname;

/**
 * Compiles a TypeScript program of the tests and returns the path of the JavaScript; `file` is its path in `tree`. A
 * process that reads TypeScript by itself takes a second of processor time to start, compiled JavaScript a quarter of
 * that. The output is in `build`, where it finds the packages of the tree; several processes may compile at once.
 */
export function bundle(file: string, tree = root): string {
  const output = buildSync({
    entryPoints: [file],
    absWorkingDir: tree,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'inline',
    write: false,
    logLevel: 'error',
  }).outputFiles[0]?.contents as Uint8Array;
  const all = path.join(tree, 'build');
  // bin/build.mjs ignores names that begin with a dot.
  const base = `${path.basename(file, '.ts')}.`;
  const name = `${base}${createHash('sha256').update(output).digest('hex').slice(0, 16)}.mjs`;
  const target = path.join(all, name);
  if (existsSync(target)) return target;
  mkdirSync(all, { recursive: true });
  for (const old of readdirSync(all))
    if (old.startsWith(base) && old.endsWith('.mjs') && old !== name)
      rmSync(path.join(all, old), { force: true });
  writeFileSync(`${target}.${process.pid}`, output);
  renameSync(`${target}.${process.pid}`, target);
  return target;
}
