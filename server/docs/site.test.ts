import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { definitionOf, routeNames } from '@/protocol/routes';
import { renderMarkdown } from './markdown';
import { createDocsSite } from './site';

const site = createDocsSite(path.resolve('docs'), { url: 'https://quad.example.edu', version: '1.2.3' });
const pages = new Map(site.paths.map((at) => [at, site.page(at) ?? '']));
const idsOf = (html: string) => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);

describe('the documents', () => {
  test('have guides, manuals and references, and no page for anything else', () => {
    for (const at of [
      '/docs',
      '/docs/guides/first-message',
      '/docs/programs',
      '/docs/reference/messages',
      '/docs/socket',
    ])
      expect(pages.get(at), at).toContain('<h1>');
    for (const at of ['/docs/', '/docs/nothing', '/docs/../README', '/docs/programs.md', '/docs/reference'])
      expect(site.page(at), at).toBeNull();
  });

  test('link only to pages and headings that exist', () => {
    const broken = [...pages].flatMap(([at, html]) =>
      [...html.matchAll(/href="([^"]+)"/g)].flatMap(([, href = '']) => {
        if (/^https?:/.test(href) || href === '/' || href === '/icon.svg') return [];
        const [to = '', anchor] = href.split('#', 2);
        const target = pages.get(to === '' ? at : to);
        const isThere = target !== undefined && (anchor === undefined || idsOf(target).includes(anchor));
        return isThere ? [] : [`${at}: ${href}`];
      }),
    );
    expect(broken).toEqual([]);
    for (const [at, html] of pages) expect(new Set(idsOf(html)).size, at).toBe(idsOf(html).length);
  });

  test('load nothing: no scripts, no images, no files of other sites, and few bytes', () => {
    for (const [at, html] of pages) {
      expect(html, at).not.toMatch(/<(script|img|iframe|object|form)|\son\w+=|\sstyle=|@import|url\(/);
      expect(gzipSync(html).length, at).toBeLessThan(45_000);
    }
  });

  test('describe every route, with its answer', () => {
    const all = [...pages.values()].join('');
    for (const name of routeNames) expect(all, name).toContain(`<code>${name}</code></a></h2>`);
    expect(definitionOf('POST /api/v1/messages').operationId).toBe('sendMessage');
    expect(pages.get('/docs/reference/messages')).toContain('<a href="#shape-SentMessage">SentMessage</a>');
  });
});

describe('Markdown', () => {
  const html = (source: string) =>
    renderMarkdown(source, (target) => (target === 'gone.md' ? null : target)).html;

  test.each([
    [
      'a text',
      'a *b* **c** `d<e>` [f](g) [h](gone.md)',
      '<p>a <em>b</em> <strong>c</strong> <code>d&lt;e&gt;</code> <a href="g">f</a> h</p>',
    ],
    ['HTML as nothing', 'a <b onclick="x">b</b> &amp; <script>c</script>', '<p>a b &amp; c</p>'],
    [
      'a heading',
      '## What it is: `x`',
      '<h2 id="what-it-is-x"><a href="#what-it-is-x">What it is: <code>x</code></a></h2>',
    ],
    ['a list', '- a\n- b', '<ul><li><p>a</p>\n</li><li><p>b</p>\n</li></ul>'],
    ['code', '```sh\nnpm <x>\n```', '<pre tabindex="0"><code>npm &lt;x&gt;</code></pre>'],
    [
      'a table with empty cells',
      '| a | b | c |\n|---|---|---|\n| `x\\|y` | | z |',
      '<div class="wide"><table><tr><th>a</th><th>b</th><th>c</th></tr>\n<tr><td><code>x|y</code></td><td></td><td>z</td></tr></table></div>',
    ],
  ])('shows %s', (_, source, shown) => expect(html(source).trim()).toBe(shown));
});
