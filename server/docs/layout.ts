import { escapeHtml } from './html';
import type { Rendered } from './markdown';
import { STYLE } from './style';

/** A group of links beside every page. */
export interface Section {
  title: string;
  pages: { path: string; title: string }[];
}

/** The number of headings from which a page lists them. */
const LISTED_FROM = 4;

/** Returns a page of the documents as HTML, without scripts and other files. */
export function layOut({ title, html, headings }: Rendered, path: string, sections: Section[]): string {
  const contents = headings.map(({ id, text }) => `<li><a href="#${id}">${text}</a></li>`).join('');
  const links = sections.map(
    (section) =>
      `<h2>${escapeHtml(section.title)}</h2><ul>${section.pages
        .map(
          (page) =>
            `<li><a href="${page.path}"${page.path === path ? ' aria-current="page"' : ''}>${escapeHtml(page.title)}</a></li>`,
        )
        .join('')}</ul>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Quad</title>
<link rel="icon" href="/icon.svg">
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><a href="/docs">Documents</a><a href="/">Open Quad</a><a class="to-pages" href="#pages">All pages</a></header>
<div class="frame">
<main id="content">
<h1>${title}</h1>
${headings.length >= LISTED_FROM ? `<div class="contents"><ul>${contents}</ul></div>` : ''}
${html}
</main>
<nav id="pages" aria-label="Documents"><div>${links.join('\n')}</div></nav>
</div>
</body>
</html>
`;
}
