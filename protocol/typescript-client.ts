import type { Json } from './json-schema';

/** The parts of an operation of the OpenAPI document that the client needs. */
interface Operation {
  operationId: string;
  summary: string;
  parameters?: { $ref?: string; name?: string; in?: string; required?: boolean; schema?: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
}

interface OpenApi {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
}

/**
 * Returns a typed client of the REST API in TypeScript, made from an OpenAPI document of `openApi`: one file that imports
 * nothing. It has every route but the legacy ones.
 */
export function typescriptClient(document: Json): string {
  const { info, paths, components } = document as unknown as OpenApi;
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
      })),
    );
  const declared = operations.map(
    ({ operation }) =>
      `${comment(operation.summary)}  ${operation.operationId}: { request: ${requestOf(operation)}; answer: ${answerOf(operation)} };`,
  );
  const routes = operations.map(
    ({ path, method, operation }) =>
      `  ${operation.operationId}: [${[method, path, bodyOf(operation)?.kind ?? '', kindOf(operation)].map((part) => JSON.stringify(part)).join(', ')}],`,
  );
  const used = namesIn(declared.join('\n'), components.schemas);
  const shapes = Object.entries(components.schemas)
    .filter(([name]) => used.has(name))
    .map(([name, schema]) => `${comment(schema.description, '')}export type ${name} = ${typeOf(schema)};`);
  return [
    `// The typed client of the REST API of Quad ${info.version}, generated from its OpenAPI document.`,
    '',
    ...shapes,
    '',
    '/** What each operation takes and answers. */',
    `export interface Operations {\n${declared.join('\n')}\n}`,
    '',
    `const ROUTES: { [Name in keyof Operations]: readonly [string, string, string, string] } = {\n${routes.join('\n')}\n};`,
    RUNTIME,
  ].join('\n');
}

const RUNTIME = `
type Args<Request> = Partial<Request> extends Request ? [request?: Request] : [request: Request];
export type Quad = {
  readonly [Name in keyof Operations]: (
    ...args: Args<Operations[Name]['request']>
  ) => Promise<Operations[Name]['answer']>;
};

/** A request that was refused. Programs decide by \`code\` and \`retryable\`. */
export class QuadError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly retryable: boolean,
    readonly field: string | undefined,
    /** Seconds to wait before the next try. */
    readonly retryAfter: number | undefined,
  ) {
    super(message);
    this.name = 'QuadError';
  }
}

/** Returns the client of a node. \`token\`: an API token, or a function that returns the current one. */
export function createQuad(options: {
  url: string;
  token?: string | (() => string | Promise<string>) | undefined;
  signal?: AbortSignal;
}): Quad {
  const call = async (
    [method, path, sends, answers]: readonly [string, string, string, string],
    { params = {}, query = {}, body, idempotencyKey }: Call = {},
  ): Promise<unknown> => {
    const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
    const address = path.replace(/\\{(\\w+)\\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
    const token = typeof options.token === 'function' ? await options.token() : options.token;
    const response = await fetch(
      \`\${options.url.replace(/\\/$/, '')}\${address}\${given.length > 0 ? \`?\${new URLSearchParams(given)}\` : ''}\`,
      {
        method,
        headers: {
          ...(token !== undefined && { Authorization: \`Bearer \${token}\` }),
          ...(sends === 'json' && { 'Content-Type': 'application/json' }),
          ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
        },
        ...(sends === 'json' && { body: JSON.stringify(body) }),
        ...(sends === 'file' && { body: body as Blob | ArrayBuffer }),
        ...(options.signal && { signal: options.signal }),
      },
    );
    if (!response.ok) throw await refusal(response);
    if (answers === 'json') return response.json();
    return answers === 'text' ? response.text() : response.blob();
  };
  return Object.fromEntries(
    Object.entries(ROUTES).map(([name, route]) => [name, (request?: Call) => call(route, request)]),
  ) as unknown as Quad;
}

/** Yields the items of a list, page by page: \`for await (const channel of all(quad.pageChannels)) …\`. */
export async function* all<Item, Request>(
  list: (request: Request) => Promise<{ items: Item[]; next: string | null }>,
  request?: NonNullable<Request>,
): AsyncGenerator<Item, void, undefined> {
  const first: Call = request ?? {};
  for (let cursor = first.query?.cursor; ; ) {
    const page = await list({ ...first, query: { ...first.query, ...(cursor !== undefined && { cursor }) } } as Request);
    yield* page.items;
    if (page.next === null) return;
    cursor = page.next;
  }
}

interface Call {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  idempotencyKey?: string;
}

async function refusal(response: Response): Promise<QuadError> {
  const answer = (await response.json().catch(() => ({}))) as { error?: unknown; error_description?: string };
  const { error = {} } = answer;
  // Routes of OAuth name the error itself.
  const { code, message, retryable, field, retryAfter } = (
    typeof error === 'string' ? { code: error, message: answer.error_description } : error
  ) as { code?: string; message?: string; retryable?: boolean; field?: string; retryAfter?: number };
  return new QuadError(
    message ?? \`Status \${response.status}\`,
    response.status,
    code ?? 'unknown',
    retryable ?? response.status >= 500,
    field,
    retryAfter,
  );
}
`;

function requestOf(operation: Operation): string {
  const { parameters = [] } = operation;
  const parts = (['path', 'query'] as const).flatMap((where) => {
    const fields = parameters.filter((parameter) => parameter.in === where);
    if (fields.length === 0) return [];
    const isNeeded = fields.some(({ required }) => required);
    const types = fields.map(
      ({ name, required, schema = {} }) => `${nameOf(name ?? '')}${required ? '' : '?'}: ${typeOf(schema)}`,
    );
    return [`${where === 'path' ? 'params' : 'query'}${isNeeded ? '' : '?'}: { ${types.join('; ')} }`];
  });
  const body = bodyOf(operation);
  if (body) parts.push(`body: ${body.type}`);
  if (parameters.some(({ $ref }) => $ref?.endsWith('/Idempotency-Key')))
    parts.push('idempotencyKey?: string');
  return parts.length > 0 ? `{ ${parts.join('; ')} }` : 'Record<never, never>';
}

function bodyOf({ requestBody }: Operation): { kind: 'json' | 'file'; type: string } | null {
  if (!requestBody) return null;
  const json = requestBody.content['application/json'];
  return json ? { kind: 'json', type: typeOf(json.schema) } : { kind: 'file', type: 'Blob | ArrayBuffer' };
}

/** Returns the schemas of the answers of an operation, with their media types. */
const answersOf = ({ responses }: Operation) =>
  ['200', '201'].flatMap((status) => Object.entries(responses[status]?.content ?? {}));

function kindOf(operation: Operation): 'json' | 'text' | 'blob' {
  const [type = ''] = answersOf(operation)[0] ?? [];
  if (type === 'application/json') return 'json';
  return /^text\/|xml$/.test(type) ? 'text' : 'blob';
}

const answerOf = (operation: Operation) =>
  union(
    answersOf(operation).map(([type, { schema }]) =>
      type.includes('json') ? typeOf(schema) : textOrBlob(operation),
    ),
  );

const textOrBlob = (operation: Operation) => (kindOf(operation) === 'text' ? 'string' : 'Blob');

/** Returns the TypeScript type of a JSON Schema. */
export function typeOf(schema: Json): string {
  const { $ref, const: constant, enum: values, anyOf, oneOf = anyOf, allOf, not, type } = schema;
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? 'unknown';
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(values)) return union(values.map((value) => JSON.stringify(value)));
  if (Array.isArray(oneOf)) return union(oneOf.map((each: Json) => typeOf(each)));
  if (Array.isArray(allOf)) return allOf.map((each: Json) => `(${typeOf(each)})`).join(' & ');
  if (not) return 'never';
  if (Array.isArray(type)) return union(type.map((each) => typeOf({ ...schema, type: each })));
  switch (type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      return schema.format === 'binary' ? 'Blob' : 'string';
    case 'boolean':
    case 'null':
      return type;
    case 'array':
      return arrayOf(schema);
    case 'object':
      return objectOf(schema);
    default:
      return 'unknown';
  }
}

function arrayOf({ prefixItems, items }: Json): string {
  const first = Array.isArray(prefixItems) ? prefixItems.map((each: Json) => typeOf(each)) : [];
  const rest = items && typeof items === 'object' ? `Array<${typeOf(items as Json)}>` : null;
  if (first.length === 0) return rest ?? 'unknown[]';
  return `[${[...first, ...(rest ? [`...${rest}`] : [])].join(', ')}]`;
}

function objectOf({ properties = {}, required = [], additionalProperties }: Json): string {
  const needed = new Set(required as string[]);
  const fields = Object.entries(properties as Record<string, Json>).map(
    ([name, schema]) =>
      `${comment(schema.description)}  ${nameOf(name)}${needed.has(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  const others =
    additionalProperties && typeof additionalProperties === 'object'
      ? typeOf(additionalProperties as Json)
      : additionalProperties === false
        ? null
        : 'unknown';
  if (fields.length === 0) return others === null ? 'Record<string, never>' : `Record<string, ${others}>`;
  // The type of an index has to fit every field.
  return `{\n${fields.join('\n')}\n${others === null ? '' : '  [name: string]: unknown;\n'}}`;
}

const union = (types: string[]) => (types.length === 0 ? 'unknown' : [...new Set(types)].join(' | '));

const nameOf = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function comment(text: unknown, indent = '  '): string {
  return typeof text === 'string' ? `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n` : '';
}

/** Returns the names of the schemas that a text names, and of those that these name. */
export function namesIn(text: string, schemas: Record<string, Json>): Set<string> {
  const found = new Set<string>();
  const visit = (part: string) => {
    for (const [name] of part.matchAll(/\b[A-Z]\w*/g)) {
      const schema = schemas[name];
      if (!schema || found.has(name)) continue;
      found.add(name);
      visit(typeOf(schema));
    }
  };
  visit(text);
  return found;
}
