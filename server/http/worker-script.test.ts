import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveHandler } from '@/tests/support/handler-server';
import { handleWorker } from './worker-script';

const folder = mkdtempSync(path.join(os.tmpdir(), 'quad-worker-'));
const file = path.join(folder, 'worker.js');
let server: Awaited<ReturnType<typeof serveHandler>>;

beforeAll(async () => {
  writeFileSync(file, 'addEventListener("fetch", () => {});');
  server = await serveHandler((request, response) => handleWorker(file, request, response));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('the service worker is served as a script that browsers ask for at each visit', async () => {
  const answer = await fetch(`${server.url}/sw.js?x`);
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'no-cache',
  ]);
  expect(await answer.text()).toContain('fetch');
});

test('only reading it is allowed, and no other path is answered', async () => {
  const post = await fetch(`${server.url}/sw.js`, { method: 'POST' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect((await fetch(`${server.url}/sw.js/x`)).status).toBe(418);
});
