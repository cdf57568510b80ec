// Prepares a fresh clone so that a process can run. Plain JavaScript without dependencies, because it runs before
// node_modules exists. Run by itself it prepares the checks: everything but the build, which `--build` adds.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { areProgramsMade, isProgram, makePrograms, programOf } from './build.mjs';
import { compressScripts } from './compress.mjs';
import { whileLocked } from './lock.mjs';
import { keepPages } from './pages.mjs';
import { hashOf, root, sources } from './sources.mjs';
import { makeWorker } from './worker.mjs';

const LOCK = '.set-up-lock';
const MIN_NODE_VERSION = [20, 19];
/** Signals that stop a set-up and the child processes that it started. */
const SIGNALS = ['SIGINT', 'SIGTERM'];

/** The environment of child processes: without telemetry, update checks and prompts. */
export const quiet = {
  ...process.env,
  CI: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
};

/**
 * Installs packages, generates the database client and builds the programs and the pages, each only when its sources
 * have changed. `development` installs the developer tools, which are also installed when something must be built;
 * `programs` builds the programs; `build` builds the programs and the pages.
 */
export async function setUp({ development = false, programs = false, build = false } = {}) {
  process.chdir(root);
  checkNode();
  const parts = [databaseClient];
  if (programs || build) parts.push(programsPart);
  if (build) parts.push(pages);
  const tools = development || parts.some((part) => !part.isMade());
  await makeMissing([packages(tools), ...parts], LOCK);
}

/**
 * Exits with a sentence unless everything that a running node needs is installed and built from this source. Changes
 * nothing.
 */
export function assertBuilt() {
  process.chdir(root);
  checkNode();
  const needed = [
    ['packages', packages(false)],
    ['programs', programsPart],
    ['pages', pages],
  ];
  const missing = needed.filter(([, part]) => !part.isMade()).map(([name]) => name);
  if (missing.length === 0) return;
  console.error(
    `Quad is not built from this source (${missing.join(', ')}). Run "npm run build" in ${process.cwd()}, as a user who may write there.`,
  );
  process.exit(1);
}

/**
 * Makes the parts that are missing, in order. Only one process of a checkout does so at a time: another process waits,
 * and then makes the parts that are still missing. Each part has `isMade()` and `make()`.
 */
export async function makeMissing(parts, lock) {
  if (parts.every((part) => part.isMade())) return;
  await whileLocked(
    lock,
    async () => {
      for (const part of parts) if (!part.isMade()) await part.make();
    },
    (holder) =>
      console.error(`Another set-up of this checkout is running (process ${holder}); waiting for it …`),
  );
}

function packages(development) {
  return {
    isMade: () => packagesInstalled(development),
    make() {
      const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
      const include = development ? ['--include=dev'] : [];
      return step('Installing packages', [...npm, 'ci', '--no-audit', '--no-fund', ...include]);
    },
  };
}

const databaseClient = marked(
  'db/generated/.made-from',
  () => ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
  () =>
    step(
      'Generating the database client',
      [process.execPath, 'node_modules/prisma/build/index.js', 'generate'],
      {
        // Generating never runs the schema engine, yet Prisma would download it; the path of any program prevents that.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      },
    ),
);

const programsPart = { isMade: areProgramsMade, make: makePrograms };

const pages = marked(
  '.next-made-from',
  () => sources(root),
  async () => {
    await step('Building the pages', [process.execPath, 'node_modules/next/dist/bin/next', 'build']);
    makeWorker(root, '.next');
    compressScripts('.next');
    keepPages(root);
  },
);

const PAGE_TYPES_MARK = '.next-types-made-from';

/**
 * The types of the pages. They contain every page and route, so they are generated again when one is added or removed.
 */
const pageTypes = {
  isMade: () =>
    existsSync('next-env.d.ts') &&
    existsSync(PAGE_TYPES_MARK) &&
    readFileSync(PAGE_TYPES_MARK, 'utf8') === pagesAndRoutes(),
  async make() {
    rmSync('.next/types', { recursive: true, force: true });
    await step('Generating the types of the pages', [
      process.execPath,
      'node_modules/next/dist/bin/next',
      'typegen',
    ]);
    writeFileSync(PAGE_TYPES_MARK, pagesAndRoutes());
  },
};

function pagesAndRoutes() {
  return sources(root)
    .map((file) => path.relative(root, file))
    .filter((file) => /^app\/(.*\/)?(page|route|layout)\.tsx?$/.test(file))
    .sort()
    .join('\n');
}

/**
 * Runs a file of the project in this process, so that signals and exit codes are the file's own. Runs programs as
 * compiled JavaScript, and any other file as TypeScript, which starts slower and needs the developer tools.
 */
export async function run(file, args) {
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  process.argv = [process.execPath, path.join(root, file), ...args];
  if (isProgram(file)) {
    process.setSourceMapsEnabled(true);
    await import(programOf(file));
  } else {
    await import('tsx'); // from here on Node reads TypeScript
    await import(path.join(root, file));
  }
}

/**
 * Runs one step of the set-up and prints its title and duration. Prints the output of `command` only when it fails, and
 * then exits.
 */
export async function step(title, [command, ...args], environment = {}) {
  const started = performance.now();
  process.stderr.write(`${title} … `);
  const { code, output } = await capture(command, args, environment);
  if (code === 0) {
    // Repeats the title, because other output may have been printed meanwhile.
    process.stderr.write(`\r${title} … ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    return;
  }
  process.stderr.write(`\r${title} … failed\n\n${output}\n`);
  console.error(`${title} failed: ${[path.basename(command), ...args].join(' ')} (exit code ${code})`);
  process.exit(1);
}

/** Runs a command to its end; `code` is null when the command could not be started or was killed. */
export function capture(command, args, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...quiet, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const end = (signal) => {
      child.kill(signal);
      process.kill(process.pid, signal); // without this listener the signal ends this process, too
    };
    for (const signal of SIGNALS) process.once(signal, end);
    child.once('exit', () => {
      for (const signal of SIGNALS) process.off(signal, end);
    });
    child.on('error', (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MIN_NODE_VERSION[0] || (major === MIN_NODE_VERSION[0] && minor >= MIN_NODE_VERSION[1])) return;
  console.error(
    `Quad needs Node ${MIN_NODE_VERSION.join('.')} or newer; this is Node ${process.versions.node}.`,
  );
  process.exit(1);
}

/**
 * Returns whether the installed packages match the lock, by npm's own record of the installation, which npm writes
 * last.
 */
export function packagesInstalled(development, directory = root) {
  const record = path.join(directory, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages: installed } = JSON.parse(readFileSync(record, 'utf8'));
  const { packages: wanted } = JSON.parse(readFileSync(path.join(directory, 'package-lock.json'), 'utf8'));
  return Object.entries(wanted).every(([name, { version, optional, devOptional, dev }]) => {
    if (name === '' || optional || devOptional || (dev && !development)) return true;
    return installed[name]?.version === version;
  });
}

/** Creates a part that counts as made when the file `mark` records the current hash of `files()`. */
export function marked(mark, files, make) {
  const hash = () => hashOf(root, files());
  return {
    isMade: () => existsSync(mark) && readFileSync(mark, 'utf8') === hash(),
    async make() {
      const now = hash(); // a change during `make` counts for the next run
      rmSync(mark, { force: true }); // an interrupted run leaves no mark
      await make();
      mkdirSync(path.dirname(mark), { recursive: true });
      writeFileSync(mark, now);
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const build = process.argv.includes('--build');
  await setUp({ development: true, build });
  if (!build) await makeMissing([pageTypes], LOCK);
}
