// Tests the OpenAPI document with third-party tools; part of `npm run test:documents`. The tools are two linters, four
// generators, whose clients are compiled strictly and call every route, and a proxy that compares requests generated
// from the schemas, and their responses, with the document. `-- --requests 5000` sets the number of requests.
import { writeFileSync } from 'node:fs';
import { openApi } from '@/protocol/openapi';
import { createCast } from '../support/cast';
import { callEveryRoute, generateClients } from './clients';
import { compareAnswers } from './proxy';
import { makeWorkFolder, tool, WORK } from './tools';

const requests = Number(process.argv[process.argv.indexOf('--requests') + 1]) || 300;

makeWorkFolder();
const cast = await createCast();
try {
  const document = `${WORK}/openapi.json`;
  writeFileSync(document, JSON.stringify(openApi({ url: cast.url, version: '0.0.0' })));
  writeFileSync(
    `${WORK}/.spectral.yaml`,
    // Spectral accepts scopes for OAuth 2 only; OpenAPI 3.1 allows them for every kind of credential.
    'extends: ["spectral:oas"]\nrules: { oas3-operation-security-defined: off }\n',
  );
  await tool('Redocly', '@redocly/cli/bin/cli.js', 'lint', document);
  await tool(
    'Spectral',
    '@stoplight/spectral-cli/dist/index.js',
    'lint',
    document,
    '--ruleset',
    `${WORK}/.spectral.yaml`,
    '--fail-severity',
    'warn',
  );
  await generateClients(document, cast.url);
  await callEveryRoute(cast);
  await compareAnswers(cast, document, requests);
} finally {
  await cast.stop();
}
