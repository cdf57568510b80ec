import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { definitionOf, type RouteName, routeNames } from '@/protocol/routes';
import { type Caller, splitKey } from '@/protocol/routes/define';
import { ROLES, type Role } from '../support/access';
import type { Cast } from '../support/cast';
import { freePort } from '../support/ports';
import { askAs, sampleOf } from '../support/requests';
import { createRest } from '../support/rest';
import { startTool } from './tools';
import { type JsonSchema, valuesOf } from './values';

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}
interface Operation {
  parameters?: { name: string; schema: JsonSchema }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
}

interface Violation {
  location: string[];
  severity: string;
  message: string;
}

/**
 * Error messages about limits that a description states, because no schema can express them: the server may refuse a
 * valid body with these.
 */
const SAID_IN_WORDS =
  /must show something|invisible|must be between|metres|must be a time zone|Type your own username/;

/**
 * Sends `requests` requests, generated from the schemas of the document, through Prism, which compares each request and
 * each response with the document. `file` is the path of the document. Throws the differences: a response that the
 * document does not describe, and a request that only the server or only the document accepts.
 */
export async function compareAnswers(cast: Cast, file: string, requests: number): Promise<void> {
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document;
  const port = await freePort();
  const prism = startTool('@stoplight/prism-cli/dist/index.js', 'proxy', file, cast.url, '--port', `${port}`);
  const rest = createRest(`http://127.0.0.1:${port}`);
  const differences: string[] = [];
  const tally: Record<string, number> = {};
  try {
    await new Promise<void>((resolve, reject) => {
      prism.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('listening') && resolve());
      prism.once('exit', () => reject(new Error('Prism stopped.')));
    });
    const asked = requestsOf(document);
    const property = fc.asyncProperty(asked, async ({ name, role, param, body }) => {
      const sample = sampleOf(cast, name);
      const variable = param ?? sample.variable;
      const asking = await askAs(cast, name, role, {
        ...sample,
        ...(variable !== undefined && { variable: encodeURIComponent(variable) }),
        ...(body !== undefined && { body: body as Record<string, unknown> }),
      });
      const answer = await rest(asking);
      tally[answer.status] = (tally[answer.status] ?? 0) + 1;
      const violations = JSON.parse(String(answer.headers['sl-violations'] ?? '[]')) as Violation[];
      const ofAnswer = violations.filter(({ location }) => location[0] === 'response');
      const ofRequest = violations.filter(
        ({ location, severity }) => location[0] === 'request' && severity === 'Error',
      );
      const message: string = answer.status === 400 ? answer.json().error.message : '';
      if (ofAnswer.length > 0) differences.push(`${name} ${answer.status}: ${JSON.stringify(ofAnswer)}`);
      if (ofRequest.length > 0 && answer.status < 300)
        differences.push(`${name} accepts what the document does not: ${JSON.stringify(ofRequest)}`);
      if (ofRequest.length === 0 && message && !SAID_IN_WORDS.test(message))
        differences.push(
          `${name} refuses what the document accepts: ${message} ${JSON.stringify(asking.body)}`,
        );
    });
    await fc.assert(property, { numRuns: requests, seed: 20_261_129, endOnFailure: true });
  } finally {
    rest.close();
    const isRunning = prism.exitCode === null && prism.kill();
    if (isRunning) await once(prism, 'exit');
  }
  console.log(
    `Prism: ${requests} requests, answered ${JSON.stringify(tally)}, ${differences.length} differences`,
  );
  if (differences.length > 0) throw new Error([...new Set(differences)].slice(0, 40).join('\n'));
}

/** A role that may call the routes of each caller. */
const ENTITLED: Record<Caller, Role> = {
  anyone: 'anonymous',
  user: 'user',
  self: 'user',
  browser: 'browser',
  administrator: 'administrator',
  bot: 'bot',
};

interface Asked {
  name: RouteName;
  role: Role;
  /** The parameter of the path; undefined for the id of something that exists. */
  param: string | undefined;
  /** The body of the request; undefined for the body of the sample. */
  body: unknown;
}

/** Requests to every operation, by every role: with ids that exist, and with any values that the schemas accept. */
function requestsOf(document: Document): fc.Arbitrary<Asked> {
  const { schemas } = document.components;
  const valid = (schema: JsonSchema | undefined): fc.Arbitrary<unknown> =>
    schema ? fc.option(valuesOf(schemas, schema), { nil: undefined, freq: 2 }) : fc.constant(undefined);
  const weighted = routeNames.map((name) => {
    const { method, path } = splitKey(name);
    const { parameters, requestBody }: Operation = document.paths[path]?.[method.toLowerCase()] ?? {};
    const { caller, errors } = definitionOf(name);
    const arbitrary = fc.record({
      name: fc.constant(name),
      role: fc.oneof(fc.constant(ENTITLED[caller]), fc.constantFrom(...ROLES)),
      param: valid(parameters?.[0]?.schema) as fc.Arbitrary<string | undefined>,
      // The credential is added to a body that is an object; a legacy list already contains it.
      body: valid(requestBody?.content['application/json']?.schema).filter((body) => !Array.isArray(body)),
    });
    // Hashing a password takes a second of processor time.
    return { arbitrary, weight: errors.includes('weak_password') ? 1 : 10 };
  });
  return fc.oneof(...weighted);
}
