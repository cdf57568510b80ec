import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { createTestApp } from '@/tests/support/app';
import { serveHandler } from '@/tests/support/handler-server';
import { handleMcp } from './mcp-route';

const actor = {
  kind: 'user',
  userId: 'u1',
  username: 'ana',
  via: 'token',
  scopes: new Set(['read']),
} as unknown as UserActor;
const app = createTestApp({ MCP: 'on' });
const logged: unknown[] = [];
let called: unknown[] = [];
let server: Awaited<ReturnType<typeof serveHandler>>;

beforeAll(async () => {
  app.commands.authenticateToken = async ({ token }) => {
    if (token !== 'qt_right') throw fail('unauthenticated', 'This token is not valid.');
    return actor;
  };
  app.commands.listConversations = async (options) => {
    called.push(options);
    return { items: [], next: null };
  };
  app.commands.pageMessages = async () => {
    throw fail('forbidden', 'You are not in this conversation.');
  };
  app.commands.searchMessages = async () => {
    throw new Error('a secret of the node');
  };
  app.log.error = (entry: unknown) => void logged.push(entry);
  server = await serveHandler((request, response) => handleMcp(app, request, response));
});
beforeEach(() => {
  called = [];
});
afterAll(() => server.close());

async function send(body: unknown, headers: Record<string, string> = {}, method = 'POST') {
  const response = await fetch(`${server.url}/mcp`, {
    method,
    headers: { authorization: 'Bearer qt_right', 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, json: text ? JSON.parse(text) : undefined };
}
const ask = async (method: string, params?: object) =>
  (await send({ jsonrpc: '2.0', id: 1, method, params })).json;
const call = (name: string, input?: object) => ask('tools/call', { name, arguments: input });

describe('[A48] a language model', () => {
  test('is told the version, and the tools that read', async () => {
    expect((await ask('initialize', { protocolVersion: '2025-03-26' })).result).toMatchObject({
      protocolVersion: '2025-03-26',
      capabilities: { tools: {} },
      serverInfo: { name: 'quad' },
    });
    expect((await ask('initialize', { protocolVersion: '1999-01-01' })).result.protocolVersion).toBe(
      '2025-06-18',
    );
    const { tools } = (await ask('tools/list')).result;
    expect(tools.map(({ name }: { name: string }) => name)).toEqual([
      'list_conversations',
      'read_messages',
      'search_messages',
      'find_people',
      'list_alerts',
    ]);
    for (const { inputSchema, annotations } of tools)
      expect([inputSchema.type, annotations.readOnlyHint]).toEqual(['object', true]);
    expect((await send({ jsonrpc: '2.0', method: 'notifications/initialized' })).status).toBe(202);
  });

  test('reads as the user of the token', async () => {
    expect(await call('list_conversations', { limit: 5 })).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { content: [{ type: 'text', text: '{"items":[],"next":null}' }] },
    });
    expect(called).toEqual([{ actor, limit: 5 }]);
  });

  test('is told why a tool refuses, and nothing of an error of the node', async () => {
    const conversation = '9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a';
    expect((await call('read_messages', { conversation })).result).toEqual({
      content: [{ type: 'text', text: 'You are not in this conversation.' }],
      isError: true,
    });
    expect((await call('list_conversations', { limit: 1000 })).result).toMatchObject({ isError: true });
    expect((await call('list_conversations', { user: 'rui' })).result.content[0].text).toContain('user');
    // PostgreSQL takes no such text.
    expect((await call('find_people', { query: 'a\u0000' })).result.content[0].text).toContain('query');
    const broken = await call('search_messages', { query: 'x' });
    expect(JSON.stringify(broken)).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });

  test.each([
    ['no JSON', '{', 400],
    ['a batch', [{ jsonrpc: '2.0', id: 1, method: 'ping' }], 400],
    ['no method', { jsonrpc: '2.0', id: 1 }, 400],
    ['another version', { jsonrpc: '1.0', id: 1, method: 'ping' }, 400],
    ['an id that is an object', { jsonrpc: '2.0', id: {}, method: 'ping' }, 400],
    ['parameters that are a list', { jsonrpc: '2.0', id: 1, method: 'ping', params: [] }, 400],
    ['a body that is too long', `"${'x'.repeat(100_000)}"`, 413],
  ])('is refused with %s', async (_, body, status) => {
    expect((await send(body)).status).toBe(status);
  });

  test('gets an error of JSON-RPC for an unknown method or tool', async () => {
    expect((await ask('resources/list')).error.code).toBe(-32601);
    for (const name of ['send_message', '__proto__', 'constructor', ''])
      expect((await call(name)).error.code, name).toBe(-32602);
  });

  test('needs a token, no page of another site, and a POST', async () => {
    const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
    expect((await send(ping)).json).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    expect((await send(ping, { authorization: 'Bearer qt_wrong' })).status).toBe(401);
    expect((await send(ping, { authorization: 'Basic eA==' })).status).toBe(401);
    expect((await send(ping, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await send(ping, {}, 'GET')).status).toBe(405);
  });

  test('finds nothing where the settings do not allow it', async () => {
    const off = { ...app, config: { ...app.config, mcp: false } };
    const elsewhere = await serveHandler((request, response) => handleMcp(off, request, response));
    expect((await fetch(`${elsewhere.url}/mcp`, { method: 'POST' })).status).toBe(418);
    elsewhere.close();
  });
});
