// What the pages and the programs are made from.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Folders and files of the tree. Of `bin`, what the programs contain and what makes them. */
const MADE_FROM = [
  'app',
  'bin/build.mjs',
  'bin/lock.mjs',
  'bin/pages.mjs',
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
/** Folders and files inside those. The database client is generated from the schema, which counts itself. */
const LEFT_OUT = /^(\..*|generated|.*\.md|.*\.test\.tsx?)$/;

/** The paths of every file of a tree that the pages or the programs are made from, always in the same order. */
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

/** Tells the contents of files, and their names in the tree, from any others. */
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
