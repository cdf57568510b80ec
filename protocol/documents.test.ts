import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asyncApi } from './asyncapi';
import { ERRORS } from './errors';
import { clientEvents, serverEvents } from './events';
import { openApi } from './openapi';
import { definitionOf, type RouteName, routeNames } from './routes';
import { errorsOf } from './routes/define';

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

const at = { url: 'https://quad.example.edu', version: '1.2.3' };

/** Returns every `$ref` in a document. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

function follow(document: unknown, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}

describe('the OpenAPI document', () => {
  const document = openApi(at) as unknown as OpenApi;
  const everything = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}` as RouteName,
      path,
      operation,
    })),
  );
  const isHook = ({ path }: { path: string }) => path.startsWith('/hooks/');
  const hookOperations = everything.filter(isHook);
  const operations = everything.filter((each) => !isHook(each));

  test('has the path of webhooks, and what is posted to others', () => {
    expect(hookOperations.map(({ name }) => name)).toEqual(['POST /hooks/{id}/{secret}']);
    const { webhooks } = document as unknown as { webhooks: { event: { post: object } } };
    expect(JSON.stringify(webhooks.event.post)).toContain('webhook-signature');
  });

  test('has every route with its method, each path with its parameters', () => {
    for (const { path, operation } of [...operations, ...hookOperations]) {
      const names = (operation.parameters ?? []).flatMap((each) => (each.in === 'path' ? [each.name] : []));
      expect(names).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    }
    expect(operations.map(({ name }) => name).sort()).toEqual([...routeNames].sort());
  });

  test('names each operation once', () => {
    const ids = everything.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  });

  test('lists the statuses of success and of every error, and no others', () => {
    for (const { name, operation } of operations) {
      const definition = definitionOf(name);
      const statuses = new Set([
        ...Object.keys(definition.answers),
        ...(definition.etag ? ['304'] : []),
        ...errorsOf(name, definition).map((code) => `${ERRORS[code].status}`),
      ]);
      expect(Object.keys(operation.responses).sort(), name).toEqual([...statuses].sort());
    }
  });

  test('has a name for each object that an answer holds', () => {
    const answers = operations.flatMap(({ operation }) =>
      Object.values(operation.responses).map((response) => response.content?.['application/json']?.schema),
    );
    for (const schema of answers) expect(JSON.stringify(schema ?? {})).not.toContain('"properties"');
  });

  test('has examples that the schemas accept', () => {
    for (const name of routeNames) {
      const { body, params, example = {} } = definitionOf(name);
      if (params) params.parse(example.params);
      if (body) body.parse(example.body);
    }
  });

  test('has no dangling references', () => {
    for (const ref of refsIn(document)) expect(follow(document, ref), ref).toBeDefined();
  });

  test('[N7] accepts every body that the manual shows for a route', () => {
    const lines = readFileSync('docs/programs.md', 'utf8').split('\n');
    const shown = lines.flatMap((line) => {
      const path = /`POST (\/api\/v1\/[^`]+)`/.exec(line)?.[1];
      const bodies = [...line.matchAll(/`(\{[^`]*\})`/g)].map(([, body = '']) => body);
      // A placeholder, or a part of an answer.
      return path ? bodies.filter((body) => !/[<…]|: n\}/.test(body)).map((body) => ({ path, body })) : [];
    });
    expect(shown.length).toBeGreaterThan(12);
    for (const { path, body } of shown) {
      const pattern = path.replaceAll(/<\w+>/g, '{id}');
      const schema = definitionOf(`POST ${pattern}` as RouteName)?.body;
      expect(schema?.safeParse(JSON.parse(body)).success, `${path} ${body}`).toBe(true);
    }
  });
});

describe('the AsyncAPI document', () => {
  const document = asyncApi(at) as {
    channels: { socket: { messages: Record<string, { payload: object }> } };
    operations: Record<string, { action: string }>;
  };

  test('has every event in both directions, and every answer', () => {
    const eventNames = Object.keys(clientEvents);
    const names = [
      ...eventNames.flatMap((event) => [event, `${event}_answer`, `${event}_error`]),
      ...Object.keys(serverEvents),
    ];
    expect(Object.keys(document.channels.socket.messages).sort()).toEqual(names.sort());
    expect(Object.values(document.operations).filter(({ action }) => action === 'receive')).toHaveLength(
      eventNames.length,
    );
  });

  test('has no dangling references, and a schema for every payload', () => {
    for (const ref of refsIn(document)) expect(follow(document, ref), ref).toBeDefined();
    for (const [name, { payload }] of Object.entries(document.channels.socket.messages))
      expect(Object.keys(payload), name).not.toEqual([]);
  });
});
