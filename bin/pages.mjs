// The built pages that nodes serve. Next builds in `.next`, which it empties first; a node that runs would lose what it
// has not read yet. So each build is kept in a folder of its own beside it, for as long as it is the newest or in use.
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isAlive } from './lock.mjs';

const BUILT = '.next';
const FOLDER = '.next-build-';
/** Names the folder of the newest build. */
const NEWEST = '.next-newest';
/** In a build's folder: an empty file for each process that serves from it, named by its id. */
const USERS = 'used-by';
const NOT_SERVED = new Set(['cache', 'dev', 'diagnostics', 'types', 'trace', 'trace-build']);

/** Keeps what `next build` has just made in `.next` as the newest build, and removes those that nobody uses. */
export function keepPages(tree) {
  const folder = `${FOLDER}${readFileSync(path.join(tree, BUILT, 'BUILD_ID'), 'utf8').trim()}`;
  const generation = path.join(tree, folder);
  rmSync(generation, { recursive: true, force: true }); // of a keeping that was broken off
  link(path.join(tree, BUILT), generation);
  mkdirSync(path.join(generation, USERS));
  const draft = path.join(tree, `${NEWEST}.${process.pid}`);
  writeFileSync(draft, folder);
  renameSync(draft, path.join(tree, NEWEST));
  for (const name of readdirSync(tree))
    if (name.startsWith(FOLDER) && name !== folder && !isUsed(path.join(tree, name)))
      rmSync(path.join(tree, name), { recursive: true, force: true });
}

/** The folder of the newest build, in use by this process until it ends; what Next itself built if none was kept. */
export function takePages(tree) {
  for (;;) {
    const folder = newestPages(tree);
    if (!folder) return BUILT;
    try {
      writeFileSync(path.join(tree, folder, USERS, String(process.pid)), '');
    } catch (error) {
      // A newer one came meanwhile, and this was removed.
      if (error.code === 'ENOENT' && newestPages(tree) !== folder) continue;
      // Another user's checkout cannot be marked; its folder can be served all the same.
      if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
    }
    return folder;
  }
}

/** The name of the newest build's folder; undefined when none was kept. */
export function newestPages(tree) {
  try {
    return readFileSync(path.join(tree, NEWEST), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isUsed(folder) {
  try {
    return readdirSync(path.join(folder, USERS)).some((pid) => isAlive(Number(pid)));
  } catch {
    return false; // half made, or removed by another
  }
}

/**
 * A copy that takes no room: the files are the same, and Next makes new ones instead of writing into them. It is as
 * deep in the tree, so links to what is beside it are right.
 */
function link(from, to) {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      if (!NOT_SERVED.has(entry.name)) link(source, target);
    } else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isFile()) linkSync(source, target);
  }
}
