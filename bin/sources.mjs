// Lists the sources of the pages and the programs.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The folders and files of the sources. Of `bin`, only the parts of the programs and the code that builds them. */
const MADE_FROM = [
  'app',
  'bin/build.mjs',
  'bin/compress.mjs',
  'bin/lock.mjs',
  'bin/pages.mjs',
  'bin/worker.mjs',
  'clients',
  'db',
  'next.config.js',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'prisma/schema.prisma',
  'protocol',
  'public',
  'server',
  'texts',
  'tsconfig.json',
];
/**
 * Files and folders inside the sources that do not count. The database client is generated from the schema, which
 * counts itself.
 */
const LEFT_OUT = /^(\..*|generated|.*\.md|.*\.test\.tsx?)$/;

/** Returns the paths of all source files of a tree, in a stable order. */
export function sources(tree) {
  return MADE_FROM.map((name) => path.join(tree, name))
    .filter((name) => existsSync(name))
    .flatMap((name) => (statSync(name).isDirectory() ? filesIn(name) : [name]));
}

function filesIn(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = path.join(directory, entry.name);
      if (entry.isDirectory()) return filesIn(name);
      return entry.isFile() ? [name] : [];
    });
}

/** Returns a hash of the names and contents of files in a tree. */
export function hashOf(tree, files, salt = '') {
  const hash = createHash('sha256').update(`${salt}\0`);
  for (const file of files)
    if (existsSync(file))
      hash
        .update(`${path.relative(tree, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
  return hash.digest('hex');
}
