import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepPages, takePages } from './pages.mjs';
import { sources } from './sources.mjs';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(path.join(tmpdir(), 'quad-pages-'));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

/** Does the same as `next build`: empties `.next`, then writes. */
function build(id: string) {
  rmSync(path.join(tree, '.next'), { recursive: true, force: true });
  mkdirSync(path.join(tree, '.next/server'), { recursive: true });
  mkdirSync(path.join(tree, '.next/cache'));
  writeFileSync(path.join(tree, '.next/BUILD_ID'), id);
  writeFileSync(path.join(tree, '.next/server/page.js'), id);
  symlinkSync('../server', path.join(tree, '.next/cache/link'));
  symlinkSync('server/page.js', path.join(tree, '.next/link.js'));
}
const builds = () => readdirSync(tree).filter((name) => name.startsWith('.next-build-'));
const pageIn = (folder: string) => readFileSync(path.join(tree, folder, 'server/page.js'), 'utf8');

describe('[S31] built pages', () => {
  it('do not change for a node that serves them, while others are built', () => {
    build('one');
    keepPages(tree);
    const mine = takePages(tree);
    build('two');
    expect([pageIn(mine), takePages(tree)]).toEqual(['one', mine]);
    keepPages(tree);
    const next = takePages(tree);
    expect([pageIn(mine), pageIn(next)]).toEqual(['one', 'two']);
    expect(readFileSync(path.join(tree, next, 'link.js'), 'utf8')).toBe('two');
    expect(existsSync(path.join(tree, next, 'cache'))).toBe(false);
    expect(sources(tree)).toEqual([]); // otherwise each build would trigger another one
  });

  it('are removed once newer pages exist and no process uses them', () => {
    build('one');
    keepPages(tree);
    const users = path.join(tree, takePages(tree), 'used-by');
    build('two');
    keepPages(tree);
    expect(builds().sort()).toEqual(['.next-build-one', '.next-build-two']);
    // The process that used the build has ended.
    rmSync(path.join(users, String(process.pid)));
    writeFileSync(path.join(users, '2147483646'), '');
    build('three');
    keepPages(tree);
    expect(builds()).toEqual(['.next-build-three']);
  });

  it('are those in the folder of Next when no build was kept', () => {
    expect(takePages(tree)).toBe('.next');
  });
});
