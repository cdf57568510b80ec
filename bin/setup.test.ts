import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import lock from '../package-lock.json';
import { packagesInstalled, whenChanged } from './setup.mjs';

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

  it('when npm says that it installed what the lock wants', () => {
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

describe('a thing is made again', () => {
  it('only when one of its files changed, or its making failed', async () => {
    const source = write('source', 'one');
    const mark = path.join(directory, 'made/mark');
    let made = 0;
    const make = () =>
      whenChanged(mark, [source], async () => {
        made += 1;
      });
    await make();
    await make();
    expect(made).toBe(1);
    write('source', 'two');
    const failing = whenChanged(mark, [source], () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await make();
    await make();
    expect(made).toBe(2);
  });
});

it('names the packages of every platform in the lock, which npm ci insists on', () => {
  type Package = { version?: string; optionalDependencies?: Record<string, string> };
  const packages: Record<string, Package> = lock.packages;
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
