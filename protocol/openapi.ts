import type { z } from 'zod';
import { ERRORS, type ErrorCode } from './errors';
import { clientMessageId } from './fields';
import { hookPaths, outgoingWebhooks } from './hook-documents';
import { createSchemaCollector, type Json, type SchemaCollector, wireError } from './json-schema';
import { wireOAuthError } from './oauth';
import { definitionOf, type RouteName, routeNames } from './routes';
import {
  type Caller,
  type Content,
  errorsOf,
  isChange,
  isFile,
  isXml,
  type RouteDefinition,
  splitKey,
  TAGS,
} from './routes/define';
import { SCOPES } from './scopes';

/**
 * Returns the REST API as an OpenAPI 3.1 document, generated from the definitions of the routes. `url` is the public
 * address.
 */
export function openApi({ url, version }: { url: string; version: string }): Json {
  const shapes = createSchemaCollector();
  const paths: Record<string, Json> = {};
  for (const name of routeNames) {
    const { method, path } = splitKey(name);
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(shapes, name) };
  }
  Object.assign(paths, hookPaths(shapes));
  const webhooks = outgoingWebhooks(shapes);
  const responses = {
    ...errorResponses(shapes),
    OAuthError: {
      description: 'The request is refused; `error` says why.',
      content: { 'application/json': { schema: shapes.of(wireOAuthError, 'output') } },
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Quad',
      version,
      description:
        'How people on a campus reach the people around them. Routes under /API are those of the system that Quad grew out of. The socket has a description of its own: /api/v1/asyncapi.',
      license: { name: 'MIT', identifier: 'MIT' },
      contact: { name: 'The operator of this Quad', url },
    },
    servers: [{ url }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    webhooks,
    components: {
      schemas: shapes.schemas(),
      responses,
      parameters: {
        'If-None-Match': {
          name: 'If-None-Match',
          in: 'header',
          required: false,
          description: 'The `ETag` of an earlier answer.',
          schema: { type: 'string' },
        },
        'Idempotency-Key': {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'Says that requests are the same one, sent again.',
          schema: shapes.of(clientMessageId, 'input'),
        },
      },
      headers: {
        Location: {
          description: 'Where to read what was created.',
          schema: { type: 'string', format: 'uri-reference' },
        },
        'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } },
        'WWW-Authenticate': {
          description: 'How to authenticate, or what the token lacks (RFC 6750).',
          schema: { type: 'string' },
        },
      },
      securitySchemes,
    },
  };
}

const securitySchemes = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: `An API token. Its scopes: ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}; \`all\` is more than these together, and only tokens that the operator makes have it.`,
  },
  browser: {
    type: 'apiKey',
    in: 'cookie',
    name: 'next-auth.session-token',
    description:
      'The cookie of a sign-in; over https its name begins with `__Secure-`. A change is accepted only with the `Origin` of a page of this Quad.',
  },
  tokenInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'An API token in the URL, as the legacy routes take it. Logs may keep it: use a header.',
  },
  bot: { type: 'http', scheme: 'bearer', description: 'The token that `/API/bot/auth` gave the bot.' },
};

function operation(shapes: SchemaCollector, name: RouteName): Json {
  const definition = definitionOf(name);
  const {
    operationId,
    tag,
    summary,
    params,
    query,
    body,
    upload,
    answers,
    oauth,
    idempotent,
    etag,
    example,
  } = definition;
  return {
    operationId,
    tags: [tag],
    summary,
    description: descriptionOf(name, definition),
    security: security(name, definition),
    ...((params || query || idempotent || etag) && {
      parameters: [
        ...(params ? parameters(shapes, params, 'path', example?.params) : []),
        ...(query ? parameters(shapes, query, 'query', example?.query) : []),
        ...(idempotent ? [{ $ref: '#/components/parameters/Idempotency-Key' }] : []),
        ...(etag ? [{ $ref: '#/components/parameters/If-None-Match' }] : []),
      ],
    }),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: shapes.of(body, 'input'),
            ...(example?.body && { example: example.body }),
          },
          ...(oauth && { 'application/x-www-form-urlencoded': { schema: shapes.of(body, 'input') } }),
        },
      },
    }),
    ...(upload && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          upload.types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
        ),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [
          status,
          success(shapes, status, answer, example?.answer),
        ]),
      ),
      ...(definition.etag && {
        304: { description: 'Nothing has changed since the answer with that `ETag`.' },
      }),
      ...errors(errorsOf(name, definition)),
      ...(oauth && { 400: { $ref: '#/components/responses/OAuthError' } }),
    },
  };
}

const CALLERS: Record<Caller, string> = {
  anyone: 'Anybody may call it.',
  user: 'A user may call it.',
  self: 'A user may call it, for themselves. The body may hold the credential: `id` and `token`.',
  browser: 'Only a browser where a user is signed in may call it.',
  administrator: 'Only an administrator may call it.',
  bot: 'Only a bot may call it. The body may hold the credential: `token`, or the secret as `pass`.',
};

function descriptionOf(
  name: RouteName,
  { description, caller, scope, answers, errors: own }: RouteDefinition,
): string {
  const needsScope = caller !== 'browser' && scope !== null;
  return [
    description,
    CALLERS[caller],
    caller === 'user' && takesTokenInBody(name) && 'The body may hold the API token as `token`.',
    needsScope &&
      (scope === 'all'
        ? 'No scope covers it: a token needs `all`.'
        : `A token needs the scope \`${scope}\`.`),
    isFile(answers[200]) && 'There is no HEAD.',
    own.length > 0 && `Errors of its own: ${own.map((code) => `\`${code}\``).join(', ')}.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

const takesTokenInBody = (name: RouteName) => name === 'POST /API/bot/register';

/**
 * Returns the security requirements of a route. A route whose body can hold the credential has an empty requirement
 * too: it needs no credential elsewhere.
 */
function security(name: RouteName, { caller, scope }: RouteDefinition): Json[] {
  const roles = scope === null ? [] : [scope];
  const user = [{ token: roles }, { browser: [] }];
  switch (caller) {
    case 'anyone':
      return [];
    case 'browser':
      return [{ browser: [] }];
    case 'bot':
      return [{ bot: [] }, {}];
    case 'self':
      return [...user, {}];
    case 'administrator':
      if (!name.includes(' /API/')) return user;
      return [...user, { tokenInQuery: roles }, ...(isChange(name) ? [{}] : [])];
    case 'user':
      return takesTokenInBody(name) ? [...user, {}] : user;
  }
}

function parameters(
  shapes: SchemaCollector,
  params: z.ZodType,
  where: 'path' | 'query',
  example: object = {},
): Json[] {
  const { properties = {}, required = [] } = shapes.of(params, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema,
    ...(name in example && { example: example[name as keyof typeof example] }),
  }));
}

function success(shapes: SchemaCollector, status: string, answer: Content, example: unknown): Json {
  const isCreated = status === '201';
  return {
    description: isCreated ? 'It was created.' : 'It was done.',
    ...(isCreated && { headers: { Location: { $ref: '#/components/headers/Location' } } }),
    content: content(shapes, answer, example),
  };
}

function content(shapes: SchemaCollector, answer: Content, example: unknown): Json {
  if (answer === 'text') return { 'text/plain': { schema: { type: 'string' } } };
  if (answer === 'image') return { 'image/*': { schema: { type: 'string', format: 'binary' } } };
  if (answer === 'download')
    return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  if (isXml(answer)) return { [answer.xml]: { schema: { type: 'string' } } };
  const schema = shapes.of(isFile(answer) ? answer.file : answer, 'output');
  return { 'application/json': { schema, ...(example !== undefined && { example }) } };
}

/** Returns a response for each set of error codes of one status. */
function errors(codes: ErrorCode[]): Json {
  const statuses = new Set(codes.map((code) => ERRORS[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const names = codes.filter((code) => ERRORS[code].status === status);
      return [status, { $ref: `#/components/responses/${responseName(names)}` }];
    }),
  );
}

const responseName = (codes: readonly ErrorCode[]) => codes.map(pascalCase).join('Or');

const pascalCase = (code: string) =>
  code.replace(/(^|_)(\w)/g, (_match, _before, letter: string) => letter.toUpperCase());

/** Returns every error response that an operation refers to. */
function errorResponses(shapes: SchemaCollector): Json {
  const responses: Record<string, Json> = {};
  for (const name of routeNames) {
    const definition = definitionOf(name);
    const codes = errorsOf(name, definition);
    for (const status of new Set(codes.map((code) => ERRORS[code].status))) {
      if (status === 400 && definition.oauth) continue;
      const names = codes.filter((code) => ERRORS[code].status === status);
      responses[responseName(names)] ??= errorResponse(shapes, status, names);
    }
  }
  return Object.fromEntries(Object.entries(responses).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function errorResponse(shapes: SchemaCollector, status: number, codes: ErrorCode[]): Json {
  const headers = [
    ...(status === 401 || status === 403 ? ['WWW-Authenticate'] : []),
    ...([409, 422, 429, 503].includes(status) ? ['Retry-After'] : []),
  ];
  return {
    description: `The code is ${codes.map((code) => `\`${code}\``).join(' or ')}.`,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(
        headers.map((header) => [header, { $ref: `#/components/headers/${header}` }]),
      ),
    }),
    content: { 'application/json': { schema: shapes.of(wireError, 'output') } },
  };
}
