// Manages the builds of the pages that nodes serve. Next builds in `.next`, which it empties first; a running node
// would lose the files that it has not read yet. So each build is kept in a folder of its own beside `.next`, while it
// is the newest or in use.
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
/** The file that names the folder of the newest build. */
const NEWEST = '.next-newest';
/** The folder in a build with an empty file for each process that serves the build, named by the process id. */
const USERS = 'used-by';
const NOT_SERVED = new Set(['cache', 'dev', 'diagnostics', 'types', 'trace', 'trace-build']);

/** Keeps the output of `next build` in `.next` as the newest build, and removes builds that no process uses. */
export function keepPages(tree) {
  const folder = `${FOLDER}${readFileSync(path.join(tree, BUILT, 'BUILD_ID'), 'utf8').trim()}`;
  const generation = path.join(tree, folder);
  rmSync(generation, { recursive: true, force: true }); // left by an interrupted call
  link(path.join(tree, BUILT), generation);
  mkdirSync(path.join(generation, USERS));
  const draft = path.join(tree, `${NEWEST}.${process.pid}`);
  writeFileSync(draft, folder);
  renameSync(draft, path.join(tree, NEWEST));
  for (const name of readdirSync(tree))
    if (name.startsWith(FOLDER) && name !== folder && !isUsed(path.join(tree, name)))
      rmSync(path.join(tree, name), { recursive: true, force: true });
}

/**
 * Returns the folder of the newest build, and marks it as used by this process until the process ends. Returns Next's
 * own folder when no build was kept.
 */
export function takePages(tree) {
  for (;;) {
    const folder = newestPages(tree);
    if (!folder) return BUILT;
    try {
      writeFileSync(path.join(tree, folder, USERS, String(process.pid)), '');
    } catch (error) {
      // A newer build came meanwhile, and this one was removed.
      if (error.code === 'ENOENT' && newestPages(tree) !== folder) continue;
      // The checkout of another user cannot be marked; its folder can be served without the mark.
      if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
    }
    return folder;
  }
}

/** Returns the name of the newest build's folder; undefined when no build was kept. */
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
    return false; // incomplete, or removed by another process
  }
}

/**
 * Makes a copy of hard links, which takes no space; Next replaces files instead of writing into them. The copy is at
 * the same depth of the tree, so relative links stay valid.
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
