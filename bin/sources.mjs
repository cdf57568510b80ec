// What the pages and the programs are made from.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

const NOT_BUILT =
  /^(\..*|node_modules|build|tests|docs|bin|migrations|generated|data|test-results|playwright-report)$/;
const NOT_READ =
  /\.(md|test\.tsx?|tsbuildinfo)$|^(\.next-.*|next-env\.d\.ts|biome\.json|(vitest|playwright)\.config\.ts)$/;

/** Every file of a directory that may be built from. What surely is not is left out, so that nothing new is forgotten. */
export function sources(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = path.join(directory, entry.name);
      if (entry.isDirectory()) return NOT_BUILT.test(entry.name) ? [] : sources(name);
      return entry.isFile() && !NOT_READ.test(entry.name) ? [name] : [];
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
