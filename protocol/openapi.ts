import type { z } from 'zod';
import { type ApiRouteName, routeAccess } from './access';
import { type ApiRoute, apiRoutes } from './api';
import { ERRORS } from './errors';
import { createSchemaCollector, type Json, type SchemaCollector, wireError } from './json-schema';

/** The REST routes as an OpenAPI 3.1 document, made of the schemas that parse and describe them. */
export function openApi({ url, version }: { url: string; version: string }): Json {
  const shapes = createSchemaCollector();
  const paths: Record<string, Json> = {};
  for (const name of Object.keys(apiRoutes) as ApiRouteName[]) {
    if (name.endsWith('<missing>')) continue;
    const [method, pattern] = name.split(' ') as [string, string];
    const path = pattern.replaceAll(/<(\w+)>/g, '{$1}');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(shapes, name) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Quad',
      version,
      description: 'Routes under /API are those of the system that Quad grew out of.',
    },
    servers: [{ url }],
    paths,
    components: {
      schemas: shapes.schemas(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token.' },
        browser: {
          type: 'apiKey',
          in: 'cookie',
          name: 'next-auth.session-token',
          description: 'The sign-in of a browser; changes only from our own pages.',
        },
      },
    },
  };
}

function operation(shapes: SchemaCollector, name: ApiRouteName): Json {
  const { summary, body, params, answer, statuses = [200] }: ApiRoute = apiRoutes[name];
  const open = routeAccess[name].anonymous === 'allowed' || routeAccess[name].anonymous === 'answered';
  return {
    summary,
    operationId: name.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/_$/, ''),
    security: open ? [] : [{ token: [] }, { browser: [] }],
    ...(params && { parameters: parameters(shapes, params) }),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: shapes.of(body, 'input') } },
      },
    }),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [status, done(shapes, status, answer)])),
      ...errors(shapes, name, body !== undefined),
    },
  };
}

function done(shapes: SchemaCollector, status: number, answer: ApiRoute['answer']): Json {
  if (status !== 201) return { description: 'Done.', content: content(shapes, answer) };
  const location = {
    description: 'Where it can be read.',
    schema: { type: 'string', format: 'uri-reference' },
  };
  return { description: 'Made.', headers: { Location: location }, content: content(shapes, answer) };
}

function parameters(shapes: SchemaCollector, params: z.ZodType): Json[] {
  const { properties = {} } = shapes.of(params, 'input') as { properties?: Record<string, Json> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'path', required: true, schema }));
}

function content(shapes: SchemaCollector, answer: ApiRoute['answer']): Json {
  if (answer === 'text') return { 'text/plain': { schema: { type: 'string' } } };
  if (answer === 'image') return { 'image/*': { schema: { type: 'string', format: 'binary' } } };
  return { 'application/json': { schema: shapes.of(answer, 'output') } };
}

/** By status: those that the table of access says of somebody, and those that anything may meet. */
function errors(shapes: SchemaCollector, name: ApiRouteName, hasBody: boolean): Json {
  const outcomes = Object.values(routeAccess[name]).flatMap((outcome) =>
    Object.hasOwn(ERRORS, outcome) ? [ERRORS[outcome as keyof typeof ERRORS].status] : [],
  );
  const body = hasBody ? [ERRORS.bad_request.status, ERRORS.too_large.status] : [];
  const always = [ERRORS.rate_limited.status, ERRORS.unavailable.status];
  const error = {
    description: 'Refused.',
    content: { 'application/json': { schema: shapes.of(wireError, 'output') } },
  };
  return Object.fromEntries([...new Set([...outcomes, ...body, ...always])].map((status) => [status, error]));
}
