import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveHandler } from '@/tests/support/handler-server';
import { handleDocs } from './docs-route';

let server: Awaited<ReturnType<typeof serveHandler>>;
beforeAll(async () => {
  const node = { publicUrl: 'https://quad.example.edu', version: '1.2.3' };
  server = await serveHandler((request, response) => handleDocs(node, request, response));
});
afterAll(() => server.close());

test('[N10] the documents are pages that load nothing and run nothing, and are not sent again unchanged', async () => {
  const page = await fetch(`${server.url}/docs/programs`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<h1>Programs</h1>');
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  const headers = { 'If-None-Match': page.headers.get('etag') ?? '' };
  expect((await fetch(`${server.url}/docs/programs`, { headers })).status).toBe(304);
  const head = await fetch(`${server.url}/docs/`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('nothing else is a document', async () => {
  for (const path of [
    '/docs/nothing',
    '/docs/%2e%2e/README',
    '/docs/..%2fpackage.json',
    '/docsx',
    '/docs/programs.md',
  ])
    expect((await fetch(server.url + path)).status, path).toBe(418);
  const posted = await fetch(`${server.url}/docs`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});
