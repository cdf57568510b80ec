import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { layOut, type Section } from './layout';
import { type Rendered, renderMarkdown } from './markdown';
import { REFERENCE_PAGES, restReference, socketReference } from './reference';

/** The documents of the project as pages of a site. */
export interface DocsSite {
  /** Returns the HTML of a path; null for a path without a page. */
  page(path: string): string | null;
  /** The paths of all pages. */
  paths: readonly string[];
}

/** The pages beside every page, by the file in `docs/` without its ending. All other files are reached by links. */
const LISTED: { title: string; files: [file: string, title: string][] }[] = [
  {
    title: 'Five minutes to',
    files: [
      ['guides/first-message', 'the first message'],
      ['guides/first-bot', 'the first bot'],
      ['guides/first-webhook', 'the first webhook'],
    ],
  },
  {
    title: 'Manuals',
    files: [
      ['programs', 'Programs'],
      ['bots', 'Bots'],
      ['terminal', 'The terminal'],
      ['operations', 'Operating Quad'],
    ],
  },
  {
    title: 'About Quad',
    files: [
      ['SPEC', 'Rules'],
      ['GLOSSARY', 'Words'],
      ['ARCHITECTURE', 'Architecture'],
      ['earlier-systems', 'Earlier systems'],
      ['performance', 'Performance'],
    ],
  },
];

/**
 * Creates the site from the Markdown files of a folder and the documents of the interfaces. Each page is made when it is
 * first requested.
 */
export function createDocsSite(folder: string, at: { url: string; version: string }): DocsSite {
  // An installation may leave the folder out.
  const found = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const files = found
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.md'))
    .sort();
  const sources = new Map<string, () => Rendered>([
    ['/docs', () => ({ title: 'Documents of Quad', html: indexOf(sections), headings: [] })],
    ...files.map((file): [string, () => Rendered] => [
      pathOf(file),
      () => renderMarkdown(readFileSync(path.join(folder, file), 'utf8'), (target) => linkFrom(file, target)),
    ]),
    ...REFERENCE_PAGES.map(({ path, tag }): [string, () => Rendered] => [path, () => restReference(at, tag)]),
    ['/docs/socket', () => socketReference(at)],
  ]);
  const sections: Section[] = [
    ...LISTED.map((list) => ({
      title: list.title,
      pages: list.files
        .filter(([file]) => files.includes(`${file}.md`))
        .map(([file, title]) => ({ path: `/docs/${file}`, title })),
    })),
    {
      title: 'Reference',
      pages: [
        { path: '/docs/socket', title: 'The socket' },
        ...REFERENCE_PAGES.map(({ path, tag }) => ({ path, title: `REST: ${tag}` })),
      ],
    },
  ];
  const made = new Map<string, string>();

  /** Returns where a link of a file leads: another page, or another site; null for other files of the project. */
  function linkFrom(file: string, target: string): string | null {
    if (/^(https?:|#)/.test(target)) return target;
    const [place = '', anchor] = target.split('#', 2);
    const to = path.posix.normalize(path.posix.join(path.posix.dirname(file), place));
    return files.includes(to) ? pathOf(to) + (anchor === undefined ? '' : `#${anchor}`) : null;
  }

  return {
    paths: [...sources.keys()],
    page(path) {
      const known = made.get(path);
      if (known !== undefined) return known;
      const source = sources.get(path);
      if (!source) return null;
      const html = layOut(source(), path, sections);
      made.set(path, html);
      return html;
    },
  };
}

const pathOf = (file: string) => `/docs/${file.replace(/\.md$/, '')}`;

function indexOf(sections: Section[]): string {
  const lists = sections.map(
    ({ title, pages }) =>
      `<h2>${title}</h2><ul>${pages.map((page) => `<li><a href="${page.path}">${page.title}</a></li>`).join('')}</ul>`,
  );
  return `<p>How people and programs use Quad, and how it is run.</p>${lists.join('\n')}`;
}
