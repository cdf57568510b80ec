import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { routeScope } from './access';
import { asyncApi } from './asyncapi';
import { clientEvents, serverEvents } from './events';
import { openApi } from './openapi';

const at = { url: 'https://quad.example.edu', version: '1.2.3' };

/** Every `$ref` in a document, to be followed in it. */
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

/** The parts of OpenAPI 3.1 that a document of ours uses, as its specification has them. */
const media = z.record(z.string(), z.strictObject({ schema: z.looseObject({}) }));
const openApiSchema = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(
      z.enum(['get', 'post', 'put', 'patch', 'delete']),
      z.strictObject({
        summary: z.string().endsWith('.'),
        operationId: z.string().regex(/^\w+$/),
        security: z.array(z.record(z.string(), z.array(z.string()))),
        parameters: z
          .array(
            z.strictObject({
              name: z.string(),
              in: z.literal('path'),
              required: z.literal(true),
              schema: z.looseObject({}),
            }),
          )
          .optional(),
        requestBody: z.strictObject({ required: z.boolean(), content: media }).optional(),
        responses: z.record(
          z.string().regex(/^\d{3}$/),
          z.strictObject({
            description: z.string(),
            content: media,
            headers: z
              .strictObject({
                Location: z.strictObject({ description: z.string(), schema: z.looseObject({}) }),
              })
              .optional(),
          }),
        ),
      }),
    ),
  ),
  components: z.looseObject({ schemas: z.looseObject({}), securitySchemes: z.looseObject({}) }),
});

describe('the OpenAPI document', () => {
  const document = openApi(at);

  test('is one, and its references lead somewhere', () => {
    openApiSchema.parse(document);
    for (const ref of refsIn(document)) expect(follow(document, ref), ref).toBeDefined();
  });

  test('has every route with its method, each path with its variable parts', () => {
    const { paths } = openApiSchema.parse(document);
    const listed = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { parameters = [] }]) => {
        const variables = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        expect(parameters.map(({ name }) => name)).toEqual(variables);
        return `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, '<$1>')}`;
      }),
    );
    const routes = Object.keys(routeScope).filter((name) => !name.endsWith('<missing>'));
    expect(listed.sort()).toEqual(routes.sort());
  });
});

describe('the AsyncAPI document', () => {
  const document = asyncApi(at) as {
    channels: { socket: { messages: Record<string, { payload: object }> } };
    operations: Record<string, { action: string }>;
  };

  test('has every event, both ways, and every answer', () => {
    const said = Object.keys(clientEvents);
    const names = [
      ...said.flatMap((event) => [event, `${event}_answer`, `${event}_error`]),
      ...Object.keys(serverEvents),
    ];
    expect(Object.keys(document.channels.socket.messages).sort()).toEqual(names.sort());
    expect(Object.values(document.operations).filter(({ action }) => action === 'receive')).toHaveLength(
      said.length,
    );
  });

  test('refers only to what is in it, and leaves no payload unsaid', () => {
    for (const ref of refsIn(document)) expect(follow(document, ref), ref).toBeDefined();
    for (const [name, { payload }] of Object.entries(document.channels.socket.messages))
      expect(Object.keys(payload), name).not.toEqual([]);
  });
});
