import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import { InputData, JSONSchemaInput, quicktype } from 'quicktype-core';
import { expect, test } from 'vitest';
import { asyncApi } from '@/protocol/asyncapi';

const root = new URL('../..', import.meta.url).pathname;
const document = asyncApi({ url: 'https://quad.example.edu', version: '1.2.3' });
/** Diagnostics of the parser: 0 is an error, 1 a warning. */
const WARNING = 1;

test('the AsyncAPI parser has no errors and no warnings', async () => {
  const { document: parsed, diagnostics } = await new Parser().parse(JSON.stringify(document));
  expect(diagnostics.filter(({ severity }) => severity <= WARNING)).toEqual([]);
  expect(parsed.operations().all().length).toBeGreaterThan(30);
});

test('quicktype makes types of the events, and they compile', async () => {
  const input = new JSONSchemaInput(undefined);
  for (const [name, { payload }] of Object.entries(document.channels.socket.messages)) {
    const schema = JSON.stringify({ ...payload, definitions: document.components.schemas });
    await input.addSource({ name, schema: schema.replaceAll('#/components/schemas/', '#/definitions/') });
  }
  const inputData = new InputData();
  inputData.addInput(input);
  const { lines } = await quicktype({ inputData, lang: 'typescript' });
  const types = lines.filter((line) => line.startsWith('export interface'));
  expect(types).toEqual(
    expect.arrayContaining(['export interface SendMessage {', 'export interface SyncAnswer {']),
  );

  const folder = await mkdtemp(path.join(tmpdir(), 'quad-types-'));
  try {
    const file = path.join(folder, 'events.ts');
    await writeFile(file, lines.join('\n'));
    const tsc = path.join(root, 'node_modules/.bin/tsc');
    execFileSync(tsc, ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', '', file], {
      cwd: folder,
      stdio: 'inherit',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
