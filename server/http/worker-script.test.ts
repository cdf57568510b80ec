import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handleWorker } from './worker-script';

const folder = mkdtempSync(path.join(os.tmpdir(), 'quad-worker-'));
const file = path.join(folder, 'worker.js');
let server: Server;
let url: string;

beforeAll(async () => {
  writeFileSync(file, 'addEventListener("fetch", () => {});');
  server = createServer(async (request, response) => {
    if (!(await handleWorker(file, request, response))) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

test('the service worker is served as a script that browsers ask for at each visit', async () => {
  const answer = await fetch(`${url}/sw.js?x`);
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'no-cache',
  ]);
  expect(await answer.text()).toContain('fetch');
});

test('only reading it is allowed, and no other path is answered', async () => {
  const post = await fetch(`${url}/sw.js`, { method: 'POST' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect((await fetch(`${url}/sw.js/x`)).status).toBe(418);
});
