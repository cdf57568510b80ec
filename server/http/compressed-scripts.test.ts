import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { compressScripts } from '@/bin/compress.mjs';
import { serveHandler } from '@/tests/support/handler-server';
import { handleCompressedScript } from './compressed-scripts';
import { accepts } from './respond';

const folder = mkdtempSync(path.join(os.tmpdir(), 'quad-scripts-'));
const script = 'export const words = "again and again and again and again and again";'.repeat(50);
let server: Awaited<ReturnType<typeof serveHandler>>;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'static/chunks'), { recursive: true });
  writeFileSync(path.join(folder, 'static/chunks/0a~b-c.js'), script);
  writeFileSync(path.join(folder, 'static/chunks/0a~b-c.js.map'), '{}');
  writeFileSync(path.join(folder, 'secret.js.br'), 'not to be served');
  compressScripts(folder);
  server = await serveHandler((request, response) => handleCompressedScript(folder, request, response));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const ask = (file: string, encoding: string, method = 'GET') =>
  fetch(`${server.url}/_next/static/${file}`, { method, headers: { 'accept-encoding': encoding } });

test('a script is served as the build compressed it, for ever, to clients that accept it', async () => {
  const answer = await ask('chunks/0a~b-c.js?dpl=1', 'gzip, br;q=0.5');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
  });
  expect(Number(answer.headers.get('content-length'))).toBeLessThan(script.length / 10);
  expect(await answer.text()).toBe(script);
  expect(await (await ask('chunks/0a~b-c.js', 'br', 'HEAD')).text()).toBe('');
});

test.each([
  ['chunks/0a~b-c.js', 'gzip'],
  ['chunks/0a~b-c.js', 'br;q=0'],
  ['chunks/0a~b-c.js', 'bread'],
  ['chunks/0a~b-c.js', 'gzip;br'],
  ['chunks/0a~b-c.js', 'br;q=0.0, gzip'],
  ['chunks/missing.js', 'br'],
  ['chunks/0a~b-c.js.map', 'br'],
  ['chunks/%2e%2e/%2e%2e/secret.js', 'br'],
])('%s for %s is left to the pages', async (file, encoding) => {
  expect((await ask(file, encoding)).status).toBe(418);
});

test('no expression reads a long part of Accept-Encoding', () => {
  const read = vi.spyOn(RegExp.prototype, 'test');
  const headers = { 'accept-encoding': `,${' '.repeat(200_000)}br${' '.repeat(200_000)}!, gzip, br` };
  const accepted = accepts({ headers } as unknown as IncomingMessage, 'br');
  const lengths = read.mock.calls.map(([text]) => text.length);
  read.mockRestore();
  expect(accepted).toBe(true);
  expect(lengths).toEqual([0, 5, 3]);
});
