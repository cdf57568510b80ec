// Compiles the programs of the project to JavaScript: a process that reads TypeScript itself takes twice as long to
// start.
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hashOf, root, sources } from './sources.mjs';

const PROGRAMS = ['server/main.ts', 'server/cli/quad.ts', 'clients/bot/bot.ts', 'clients/terminal/chat.ts'];

/** Returns whether a file is run as compiled JavaScript. */
export const isProgram = (file) => PROGRAMS.includes(file);

/** Results of `nodeArguments`: checking whether the source has changed takes a tenth of a second. */
const known = new Map();

/**
 * Returns Node's arguments to run a file of the tree: one of the programs as JavaScript, any other file as it is. For
 * tests: a tree counts as unchanged while the calling process runs.
 */
export function nodeArguments(file, tree = root) {
  const name = path.join(tree, file);
  const cached = known.get(name);
  // The JavaScript is deleted when another process compiles a changed source.
  if (cached && existsSync(cached.at(-1))) return cached;
  const answer = isProgram(file)
    ? ['--enable-source-maps', programOf(file, tree)]
    : ['--import', 'tsx', name];
  known.set(name, answer);
  return answer;
}

/** Returns whether the JavaScript of the programs is up to date with its source. */
export const areProgramsMade = () => existsSync(folderOf(root));

/** Compiles the programs. */
export const makePrograms = () => programOf(PROGRAMS[0]);

/**
 * Returns the JavaScript of a program of the tree, compiled again when its source has changed. Several processes may
 * call this at once: the output has a temporary name until it is complete.
 */
export function programOf(file, tree = root) {
  const folder = folderOf(tree);
  if (!existsSync(folder)) {
    // Loading esbuild takes longer than anything else here. It is a developer tool: a node whose programs are compiled
    // runs without it.
    const { buildSync } = createRequire(import.meta.url)('esbuild');
    const all = path.dirname(folder);
    const draft = `${folder}.${randomUUID()}`;
    buildSync({
      entryPoints: PROGRAMS,
      absWorkingDir: tree,
      outbase: tree,
      outdir: draft,
      bundle: true,
      splitting: true,
      packages: 'external',
      alias: bundledPrisma(),
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      sourcemap: true,
      // A node parses the source maps when it starts. Node reads the sources themselves from their files.
      sourcesContent: false,
      logLevel: 'error',
    });
    const old = readdirSync(all).filter((name) => !name.includes('.') && name !== path.basename(folder));
    if (existsSync(folder)) rmSync(draft, { recursive: true });
    else renameSync(draft, folder);
    for (const name of old) rmSync(path.join(all, name), { recursive: true, force: true });
  }
  return path.join(folder, file.replace(/\.ts$/, '.js'));
}

function folderOf(tree) {
  return path.join(tree, 'build', hashOf(tree, sources(tree)).slice(0, 16));
}

/**
 * Bundles the runtime of the database client into the programs, by an alias for each of its modules. A running node
 * must not need @prisma/client, because npm installs the `prisma` command along with it, as its peer.
 */
function bundledPrisma() {
  const runtime = [
    'client',
    'query_compiler_fast_bg.postgresql',
    'query_compiler_fast_bg.postgresql.wasm-base64',
  ];
  const place = (file) => path.join(root, 'node_modules/@prisma', file);
  return {
    '@prisma/client-runtime-utils': place('client-runtime-utils/dist/index.mjs'),
    ...Object.fromEntries(
      runtime.flatMap((name) => {
        const module = `@prisma/client/runtime/${name}`;
        const file = place(`client/runtime/${name}.mjs`);
        return [
          [module, file],
          [`${module}.mjs`, file],
        ];
      }),
    ),
  };
}
