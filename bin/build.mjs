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

/** Whether the JavaScript of the programs is made from what their source is now. */
export const areProgramsMade = () => existsSync(folderOf(root));

/** Makes the JavaScript of the programs. */
export const makePrograms = () => programOf(PROGRAMS[0]);

/**
 * The JavaScript of a program of the tree, made when its source has changed since. Several may ask at once: what is
 * made has a name of its own until it is whole.
 */
export function programOf(file, tree = root) {
  const made = folderOf(tree);
  if (!existsSync(made)) {
    // Loading it takes longer than anything else here. It is a tool of developers: a node whose programs are made runs
    // without it.
    const { buildSync } = createRequire(import.meta.url)('esbuild');
    const all = path.dirname(made);
    const making = `${made}.${randomUUID()}`;
    buildSync({
      entryPoints: PROGRAMS,
      absWorkingDir: tree,
      outbase: tree,
      outdir: making,
      bundle: true,
      splitting: true,
      packages: 'external',
      alias: bundledPrisma(),
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      sourcemap: true,
      logLevel: 'error',
    });
    const old = readdirSync(all).filter((name) => !name.includes('.') && name !== path.basename(made));
    if (existsSync(made)) rmSync(making, { recursive: true });
    else renameSync(making, made);
    for (const name of old) rmSync(path.join(all, name), { recursive: true, force: true });
  }
  return path.join(made, file.replace(/\.ts$/, '.js'));
}

function folderOf(tree) {
  return path.join(tree, 'build', hashOf(tree, sources(tree)).slice(0, 16));
}

/**
 * Makes the runtime of the database client a part of the programs, by an alias for each of its modules. A running node
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
