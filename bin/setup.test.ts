import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import lock from '../package-lock.json';
import { makeMissing, marked, packagesInstalled } from './setup.mjs';
import { root, sources } from './sources.mjs';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'quad-setup-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, content: unknown) {
  const file = path.join(directory, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('packages are installed', () => {
  const wanted = {
    packages: {
      '': { name: 'quad' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/tool': { version: '2.0.0', dev: true },
      'node_modules/for-macos': { version: '1.0.0', optional: true },
    },
  };
  const record = (packages: object) => write('node_modules/.package-lock.json', { packages });

  it('when npm recorded the packages of the lock as installed', () => {
    write('package-lock.json', wanted);
    expect(packagesInstalled(true, directory)).toBe(false);
    record({ 'node_modules/a': { version: '1.0.0' } });
    expect(packagesInstalled(false, directory)).toBe(true);
    expect(packagesInstalled(true, directory)).toBe(false);
    record({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/tool': { version: '2.0.0' } });
    expect(packagesInstalled(true, directory)).toBe(true);
  });

  it('but not in an older version', () => {
    write('package-lock.json', wanted);
    record({ 'node_modules/a': { version: '0.9.0' } });
    expect(packagesInstalled(false, directory)).toBe(false);
  });
});

describe('a part is made', () => {
  const lock = () => path.join(directory, '.lock');
  const mark = () => path.join(directory, 'made/mark');

  it('again only when one of its files changed, or the last attempt failed', async () => {
    const source = write('source', 'one');
    const make = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const part = marked(mark(), () => [source], make);
    await makeMissing([part], lock());
    await makeMissing([part], lock());
    expect(make).toHaveBeenCalledTimes(1);
    write('source', 'two');
    make.mockRejectedValueOnce(new Error('no'));
    await expect(makeMissing([part], lock())).rejects.toThrow('no');
    await makeMissing([part], lock());
    await makeMissing([part], lock());
    expect(make).toHaveBeenCalledTimes(3);
    expect(existsSync(lock())).toBe(false);
  });

  it('by one process at a time: another waits, reports that once, and finds it made', async () => {
    const made = write('made', '');
    rmSync(made);
    const other = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { once } from 'node:events';
      import { existsSync, writeFileSync } from 'node:fs';
      import { makeMissing } from ${JSON.stringify(new URL('setup.mjs', import.meta.url).href)};
      const make = async () => {
        process.stdout.write('making');
        await once(process.stdin.resume(), 'end');
        writeFileSync(${JSON.stringify(made)}, '');
      };
      await makeMissing([{ isMade: () => existsSync(${JSON.stringify(made)}), make }], ${JSON.stringify(lock())});`,
    ]);
    await once(other.stdout, 'data');
    const say = vi.spyOn(console, 'error').mockImplementation(() => void other.stdin.end());
    const make = vi.fn();
    await makeMissing([{ isMade: () => existsSync(made), make }], lock());
    expect(make).not.toHaveBeenCalled();
    expect(say.mock.calls).toEqual([
      [`Another set-up of this checkout is running (process ${other.pid}); waiting for it …`],
    ]);
    say.mockRestore();
  });

  it.each([
    ['is gone', 2147483646],
    ['had the id that this one has now, as in a container', process.pid],
  ])('without waiting for a process that %s', async (_, pid) => {
    write('.lock', String(pid));
    const make = vi.fn();
    await makeMissing([{ isMade: () => false, make }], lock());
    expect(make).toHaveBeenCalledTimes(1);
    expect(readdirSync(directory)).toEqual([]);
  });
});

it('[S36] a checkout that was not built is not served, and stays as it is', async () => {
  cpSync(path.join(root, 'bin'), path.join(directory, 'bin'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    cpSync(path.join(root, name), path.join(directory, name));
  const serve = spawn(process.execPath, ['bin/serve.mjs'], { cwd: directory });
  let said = '';
  serve.stderr.on('data', (part) => {
    said += part;
  });
  expect((await once(serve, 'close'))[0]).toBe(1);
  expect(said).toMatch(
    /^Quad is not built from this source \(packages, programs, pages\)\. Run "npm run build" in .*\n$/,
  );
  expect(readdirSync(directory).sort()).toEqual(['bin', 'package-lock.json', 'package.json']);
});

describe('the sources of the pages and the programs', () => {
  it('are the listed files and folders, and no other file of the checkout', () => {
    const named = [
      write('app/page.tsx', ''),
      write('next.config.js', ''),
      write('package-lock.json', ''),
      write('package.json', ''),
      write('postcss.config.mjs', ''),
      write('prisma/schema.prisma', ''),
      write('public/robots.txt', ''),
      write('tsconfig.json', ''),
    ];
    for (const name of ['notes.txt', 'dump.sql', 'mine/a.ts', 'app/page.test.tsx', 'app/.swp'])
      write(name, '');
    for (const name of ['prisma/migrations/1/migration.sql', 'db/generated/client.ts']) write(name, '');
    expect(sources(directory)).toEqual(named);
  });

  it('include every file of the checkout that one of them imports by path', () => {
    const files = sources(root).map((file) => path.relative(root, file));
    const imported = files
      .filter((file) => /\.(tsx?|mjs)$/.test(file))
      .flatMap((file) =>
        [...readFileSync(path.join(root, file), 'utf8').matchAll(/['"]@\/([^'"]+)['"]/g)].map(
          ([, name]) => name,
        ),
      );
    const missing = imported.filter((name) => !files.some((file) => file.startsWith(name ?? '')));
    expect(missing.filter((name) => !name?.startsWith('db/generated/'))).toEqual([]);
    expect(imported).toContain('bin/pages.mjs');
  });
});

it('lists the packages of every platform in the lock, as npm ci requires', () => {
  type Package = { version?: string; optionalDependencies?: Record<string, string> };
  const packages: Record<string, Package> = lock.packages;
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
