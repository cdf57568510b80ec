import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripts } from '../package.json';
import { environment } from '../server/config';
import { root } from './sources.mjs';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
/** Generated folders and files, which are not in the repository. Names that begin with a dot are ignored as well. */
const MADE = new Set([
  'node_modules/',
  'tests/documents/node_modules/',
  'tests/bench/lighthouse/node_modules/',
  'build/',
  'db/generated/',
  'test-results/',
  'playwright-report/',
]);
const files = filesIn('');
const documents = files.filter((file) => file.endsWith('.md'));
const folders = new Set(files.flatMap((file) => parents(file)));

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !MADE.has(`${folder}${name}/`))
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(`${folder}${entry.name}/`) : [`${folder}${entry.name}`],
    );
}

/** Returns the folders that contain a file: `a/` and `a/b/` of `a/b/c`. */
function parents(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/`);
}

/** Returns the ids that GitHub gives to the headings of a page. */
function anchors(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const spans = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

describe('the documents', () => {
  it('link to files and headings that exist', () => {
    const broken = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => {
          const [place = '', anchor] = target.split('#', 2);
          const to = place ? path.join(path.dirname(file), place) : file;
          return !existsSync(path.join(root, to)) || (anchor !== undefined && !anchors(to).includes(anchor));
        })
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name commands of npm that exist', () => {
    const unknown = documents.flatMap((file) =>
      [...read(file).matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)]
        .map(([, name = '']) => name)
        .filter((name) => !(name in scripts))
        .map((name) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('name files and folders that exist', () => {
    const known = [...files, ...folders].map((place) => `/${place}`);
    const unknown = ['docs/ARCHITECTURE.md', 'CONTRIBUTING.md'].flatMap((file) =>
      spans(read(file))
        .filter((span) => /^[\w.-]+\/[\w./-]*$|^[\w.-]+\.(ts|mjs|js|jsonc?|md|prisma)$/.test(span))
        // A name may omit the folders that the text has named before.
        .filter((span) => !known.some((place) => place.endsWith(`/${span}`) || place.endsWith(`/${span}/`)))
        .map((span) => `${file}: ${span}`),
    );
    expect(unknown).toEqual([]);
  });

  it('name for each row of the earlier systems a test that exists', () => {
    const rows = read('docs/earlier-systems.md').match(/^\| (?!what it did).*\|$/gm) ?? [];
    expect(rows.length).toBeGreaterThan(50);
    const unproven = rows.filter((row) => {
      const [, file = '', name = ''] = /\| `([^`]+)`: "([^"]+)" \|$/.exec(row) ?? [];
      return !files.includes(file) || name === '' || !read(file).includes(name);
    });
    expect(unproven).toEqual([]);
  });

  it('name every folder of the tree, and of the server', () => {
    const named = spans(read('docs/ARCHITECTURE.md'));
    const all = [...folders].filter((folder) => /^(server\/)?[^./][^/]*\/$/.test(folder));
    expect(
      all.filter((folder) => folder !== 'docs/' && !named.some((span) => span.startsWith(folder))),
    ).toEqual([]);
  });
});

describe('the settings', () => {
  const rows = [...read('docs/operations.md').matchAll(/^\| `([A-Z0-9_]+)` \| (.*?) ?\| (.*) \|$/gm)].map(
    ([, name = '', byDefault = '', meaning = '']) => ({ name, byDefault, meaning }),
  );

  it('are those of the documentation', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(environment.shape).sort());
  });

  it('have the defaults of the documentation', () => {
    const defaults = environment.parse({});
    const documented = Object.fromEntries(
      rows.filter(({ name }) => name in defaults).map(({ name, byDefault }) => [name, spans(byDefault)[0]]),
    );
    expect(environment.parse(documented)).toEqual(defaults);
  });

  it('are those of .env.example, which `npx vitest run bin/docs.test.ts -u` writes', async () => {
    const blocks = rows.map(({ name, byDefault, meaning }) => {
      const [sentence = ''] = meaning.split(/(?<=[.)\w])[.;] (?=[A-Z])/, 1);
      const [, value = ''] = /^`([^`]+)`/.exec(byDefault) ?? [];
      const words = byDefault.includes(' ') ? ` (default: ${byDefault.replaceAll('`', '')})` : '';
      return `# ${name}: ${sentence.replaceAll('`', '')}${words}\n# ${name}=${value}\n`;
    });
    const head = '# All settings of Quad, with their defaults. docs/operations.md explains them.\n';
    await expect([head, ...blocks].join('\n')).toMatchFileSnapshot('../.env.example');
  });

  it('have a test for each row of what people expect', () => {
    const [, table = ''] = read('docs/SPEC.md').split('## What people expect');
    const rows = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| ([A-Z][a-z ]+) \|/gm)].map(
      ([, name]) => name,
    );
    const tests = files.filter((file) => /\.(test|spec)\.tsx?$/.test(file)).map(read);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((name) => !tests.some((text) => text.includes(`[M: ${name}]`)))).toEqual([]);
  });
});
