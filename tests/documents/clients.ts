import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { definitionOf, type RouteName, routeNames } from '@/protocol/routes';
import { splitKey } from '@/protocol/routes/define';
import type { Cast } from '../support/cast';
import { tool, WORK } from './tools';

const OUT = `${WORK}/clients`;

/** A generator of clients: how to run it, and the code that calls a route with the generated client. */
interface Generator {
  name: string;
  generate(document: string, out: string): Promise<void>;
  /** `url`: the URL of Quad. */
  imports(url: string): string;
  call(name: RouteName): string;
}

const json = (value: unknown) => JSON.stringify(value);

function exampleOf(name: RouteName): {
  params: Record<string, string> | undefined;
  body: object | undefined;
} {
  const { body, example } = definitionOf(name);
  return {
    params: example?.params as Record<string, string> | undefined,
    body: body ? (example?.body ?? {}) : undefined,
  };
}

const operationId = (name: RouteName) => definitionOf(name).operationId;

const generators: Generator[] = [
  {
    name: 'openapi-typescript',
    generate: (document, out) =>
      tool('openapi-typescript', 'openapi-typescript/bin/cli.js', document, '-o', `${out}/schema.ts`),
    imports: (url) => `import createClient from 'openapi-fetch';
import type { paths } from './schema';
const client = createClient<paths>({ baseUrl: ${json(url)} });`,
    call(name) {
      const { method, path: at } = splitKey(name);
      const { params, body } = exampleOf(name);
      const content = definitionOf(name).answers[200];
      const parseAs = typeof content === 'string' ? `parseAs: 'text',` : '';
      const given = `${params ? `params: { path: ${json(params)} },` : ''} ${body ? `body: ${json(body)},` : ''}`;
      return `client.${method}(${json(at)}, { ${given} ${parseAs} })`;
    },
  },
  {
    name: 'hey-api',
    generate: (document, out) =>
      tool('hey-api', '@hey-api/openapi-ts/bin/run.js', '-i', document, '-o', `${out}/client`),
    imports: () => `import * as sdk from './client/sdk.gen';`,
    call(name) {
      const { params, body } = exampleOf(name);
      const given = `${params ? `path: ${json(params)},` : ''} ${body ? `body: ${json(body)},` : ''}`;
      return `sdk.${operationId(name)}({ ${given} })`;
    },
  },
  {
    name: 'orval',
    generate: (document, out) =>
      tool(
        'orval',
        'orval/dist/bin/orval.js',
        '--input',
        document,
        '--output',
        `${out}/client.ts`,
        '--client',
        'fetch',
      ),
    // The generated client has URLs without a host.
    imports: () => `import * as client from './client';`,
    call(name) {
      const { params, body } = exampleOf(name);
      const given = [...Object.values(params ?? {}), ...(body ? [body] : [])].map(json).join(', ');
      return `client.${operationId(name)}(${given})`;
    },
  },
  {
    name: 'openapi-typescript-codegen',
    generate: (document, out) =>
      tool(
        'openapi-typescript-codegen',
        'openapi-typescript-codegen/bin/index.js',
        '--input',
        document,
        '--output',
        `${out}/client`,
        '--useOptions',
      ),
    imports: () => `import * as client from './client';`,
    call(name) {
      const { params, body } = exampleOf(name);
      const service = `${definitionOf(name).tag.replaceAll(/(^|\W+)(\w)/g, (_all, _gap, letter: string) => letter.toUpperCase())}Service`;
      const given = { ...params, ...(body && { requestBody: body }) };
      return `client.${service}.${operationId(name)}(${Object.keys(given).length > 0 ? json(given) : ''})`;
    },
  },
];

/**
 * Generates each client, with a file that calls every route with the example of its definition, and compiles both
 * strictly. `document` is a path; `url` is the URL that the document has.
 */
export async function generateClients(document: string, url: string): Promise<void> {
  for (const generator of generators) {
    const out = path.join(OUT, generator.name);
    mkdirSync(out, { recursive: true });
    await generator.generate(document, out);
    const calls = routeNames.map((name) => `  ${operationId(name)}: () => ${generator.call(name)},`);
    writeFileSync(
      `${out}/calls.ts`,
      `${generator.imports(url)}\n\nexport const calls: Record<string, () => Promise<unknown>> = {\n${calls.join('\n')}\n};\n`,
    );
    const strict = [
      '--strict',
      '--noEmit',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom,dom.iterable',
    ];
    const modules = ['--module', 'esnext', '--moduleResolution', 'bundler'];
    await tool(`${generator.name} compiles`, 'typescript/bin/tsc', ...strict, ...modules, `${out}/calls.ts`);
  }
}

/**
 * Calls every route with every client, as an administrator whose token has all rights. Throws when a call makes no
 * request, or when the server cannot read the request or fails.
 */
export async function callEveryRoute(cast: Cast): Promise<void> {
  const original = globalThis.fetch;
  for (const { name } of generators) {
    const answers: { request: string; status: number }[] = [];
    globalThis.fetch = async (input, init) => {
      const request = new Request(typeof input === 'string' ? new URL(input, cast.url) : input, init);
      request.headers.set('Authorization', `Bearer ${cast.administrator.token}`);
      const response = await original(request);
      answers.push({
        request: `${request.method} ${new URL(request.url).pathname}`,
        status: response.status,
      });
      return response;
    };
    try {
      const { calls } = (await import(`${OUT}/${name}/calls.ts`)) as {
        calls: Record<string, () => Promise<unknown>>;
      };
      // Some clients reject an answer that is an error; the answers are checked below.
      for (const call of Object.values(calls)) await call().catch(() => undefined);
    } finally {
      globalThis.fetch = original;
    }
    const isWrong = answers.some(
      // The example of `erase` has the username of somebody else than the caller.
      ({ request, status }) => status >= 500 || (status === 400 && !request.endsWith('/me/erase')),
    );
    if (isWrong || answers.length !== routeNames.length)
      throw new Error(`${name}, for ${routeNames.length} routes: ${json(answers)}`);
    const refused = answers.filter(({ status }) => status >= 300);
    console.log(`${name}: called ${answers.length} routes, ${refused.length} refused`);
  }
}
