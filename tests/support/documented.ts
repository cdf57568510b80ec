import { Ajv2020 as Ajv, type ValidateFunction } from 'ajv/dist/2020.js';
import { ERRORS, type ErrorBody } from '@/protocol/errors';
import { openApi } from '@/protocol/openapi';
import { definitionOf, type RouteName, routeNames } from '@/protocol/routes';
import { errorsOf, splitKey } from '@/protocol/routes/define';

interface Response {
  $ref?: string;
  headers?: Record<string, object>;
  content: Record<string, { schema: object }>;
}

interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const document = openApi({ url: 'http://quad.test', version: '0.0.0' }) as unknown as {
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  components: { responses: Record<string, Response> };
};

const paths = routeNames.map((name) => {
  const { method, path } = splitKey(name);
  return { name, method, path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) };
});

/** Matches paths that lead elsewhere, or to no route. */
const CROOKED = /\\|\/(\.|%2e){1,2}(\/|$)/i;

let ajv: Ajv | undefined;
const validators = new Map<string, ValidateFunction>();

/**
 * Throws unless the OpenAPI document describes this answer to this request: its status, its content type, its body, and
 * the code of an error. Answers to requests that match no operation are not checked.
 */
export function assertDocumented(method: string, url: string, answer: Answered): void {
  const asked = url.split('?')[0] as string;
  if (CROOKED.test(asked)) return;
  // A literal path takes precedence over one with a parameter.
  const found = paths
    .filter((each) => each.method === method && each.pattern.test(asked))
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  if (!found) return;
  const problem = problemOf(found.name, answer);
  if (problem) throw new Error(`${found.name} is answered ${answer.status}: ${problem}\n${answer.text}`);
}

function problemOf(name: RouteName, { status, headers, text }: Answered): string | undefined {
  const { method, path } = splitKey(name);
  const responses = document.paths[path]?.[method.toLowerCase()]?.responses ?? {};
  const listed = responses[status];
  if (!listed) return 'the document has no such status';
  const response = listed.$ref ? document.components.responses[listed.$ref.split('/').at(-1) ?? ''] : listed;
  if (status === 304 && listed) return undefined;
  if (!response) return 'the document does not have that response';
  if (response.headers?.Location && !headers.location) return 'it has no Location';
  const type = String(headers['content-type']).split(';')[0] as string;
  const media = Object.keys(response.content).find((known) => type.startsWith(known.replace('*', '')));
  if (!media) return `the document has no content of the type ${type}`;
  if (media !== 'application/json') return undefined;
  const body: unknown = JSON.parse(text);
  const validate = validatorOf(listed.$ref ?? `${name} ${status}`, response.content[media]?.schema as object);
  if (!validate(body)) return JSON.stringify(validate.errors);
  if (status < 400) return undefined;
  if (definitionOf(name).oauth && status === 400) return undefined;
  const { code } = (body as ErrorBody).error;
  if (ERRORS[code].status !== status) return `the code ${code} has another status`;
  return errorsOf(name, definitionOf(name)).includes(code) ? undefined : `the code ${code} is not listed`;
}

function validatorOf(key: string, schema: object): ValidateFunction {
  const known = validators.get(key);
  if (known) return known;
  ajv ??= new Ajv({ strict: false, formats: FORMATS }).addSchema(document, 'document');
  const inDocument = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
  const validator = ajv.compile(inDocument);
  validators.set(key, validator);
  return validator;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const FORMATS = {
  uuid: UUID,
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  email: true,
  binary: true,
  'uri-reference': true,
} as const;
