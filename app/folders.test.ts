import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** An import of a file in one folder of `app/` by a file in another; paths within `app/`. */
interface Import {
  by: string;
  of: string;
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"](@\/app\/|\.)([^'"]*)['"]/g;
const folderOf = (path: string) => path.slice(0, Math.max(0, path.indexOf('/')));

const imports: Import[] = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((by) =>
    [...readFileSync(join('app', by), 'utf8').matchAll(IMPORT)].map(([, start = '', rest = '']) => ({
      by,
      of: start === '.' ? normalize(join(dirname(by), start + rest)) : rest,
    })),
  )
  // Above `app/` are other parts of the project, for which biome.json has the rules.
  .filter(({ by, of }) => !of.startsWith('..') && folderOf(of) !== '' && folderOf(by) !== folderOf(of));

describe('the folders of app/', () => {
  it('import of each other only what is directly in the folder: its own folders are its insides', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(
      imports.filter(({ of }) => of.split('/').length > 2).map(({ by, of }) => `${by} imports ${of}`),
    ).toEqual([]);
  });

  it('import each other in one direction', () => {
    const next = new Map<string, Set<string>>();
    for (const { by, of } of imports)
      next.set(folderOf(by), (next.get(folderOf(by)) ?? new Set()).add(folderOf(of)));
    /** Returns the folders from `from` back to it; none if no import leads back. */
    const circle = (from: string, at = from, seen = new Set<string>()): string[] => {
      for (const folder of next.get(at) ?? []) {
        if (folder === from) return [at, from];
        if (seen.has(folder)) continue;
        seen.add(folder);
        const rest = circle(from, folder, seen);
        if (rest.length > 0) return [at, ...rest];
      }
      return [];
    };
    expect([...next.keys()].filter(Boolean).map((folder) => circle(folder).join(' → '))).toEqual(
      [...next.keys()].filter(Boolean).map(() => ''),
    );
  });
});
