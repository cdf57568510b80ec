import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBotPackage } from '@/bin/pack-bot.mjs';
import { pack } from '@/bin/package.mjs';
import { post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { type Quad, startQuad } from '@/tests/support/quad';

const BUILDING = '2448131361042';
const root = new URL('../..', import.meta.url).pathname;

let node: Quad;
/** An empty folder. */
let folder: string;
let tarball: string;

beforeAll(async () => {
  [node, folder] = await Promise.all([startQuad(), mkdtemp(path.join(tmpdir(), 'quad-bot-package-'))]);
  const files = path.join(folder, 'files');
  makeBotPackage(files);
  tarball = pack(files, folder);
});
afterAll(async () => {
  await node?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program in the folder without the developer's settings. */
function run(command: string, args: string[], env: Record<string, string> = {}, cwd = folder) {
  const { PATH = '' } = process.env;
  const own: Record<string, string> = { PATH, HOME: folder, npm_config_offline: 'true', ...env };
  return promisify(execFile)(command, args, { cwd, env: own as NodeJS.ProcessEnv });
}

const PROGRAM = `import { BotError, createBot, type Bot, type BotBuilding } from 'quad-bot';
const bot: Bot = createBot({ url: 'http://127.0.0.1:1', id: 'door', secret: 'secret' });
export async function main(): Promise<string> {
  bot.on('waiting', (inMs, reason) => { const n: number = inMs; const e: BotError = reason; void n; void e; });
  const building: BotBuilding = await bot.start({ wait: true, signal: { aborted: true, addEventListener() {}, removeEventListener() {} } });
  return bot.say(building.name);
}
`;

test('the package compiles strictly for each way of finding modules, and needs nothing else', async () => {
  const project = path.join(folder, 'project');
  await mkdir(project);
  await writeFile(path.join(project, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', tarball], {}, project);
  const { dependencies } = JSON.parse(
    await readFile(path.join(project, 'node_modules/quad-bot/package.json'), 'utf8'),
  );
  expect(dependencies).toBeUndefined();
  await writeFile(path.join(project, 'module.mts'), PROGRAM);
  await writeFile(path.join(project, 'common.cts'), PROGRAM);
  for (const [module, moduleResolution, lib] of [
    ['node16', 'node16', 'es2022'],
    ['nodenext', 'nodenext', 'es2022'],
    ['esnext', 'bundler', 'es2020'],
  ] as const) {
    const compilerOptions = {
      ...{ module, moduleResolution, lib: [lib], target: lib, types: [], strict: true },
      ...{ skipLibCheck: false, exactOptionalPropertyTypes: true, noEmit: true },
    };
    await writeFile(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const { stdout } = await run(path.join(root, 'node_modules/.bin/tsc'), ['-p', '.'], {}, project);
    expect(stdout).toBe('');
  }
  const load = "const { createBot, BotError } = await import('quad-bot')";
  const use =
    "createBot({ url: 'http://127.0.0.1:1', id: 'x', secret: 'y' }).start().catch((e) => console.log(e.code))";
  for (const [type, from] of [
    ['module', load],
    ['commonjs', "const { createBot } = require('quad-bot')"],
  ] as const) {
    const { stdout } = await run(
      process.execPath,
      ['--input-type', type, '-e', `${from}; ${use}`],
      {},
      project,
    );
    expect(stdout).toBe('unreachable\n');
  }
});

test('from nothing to a speaking bot: one command makes it, one starts it', async () => {
  const token = await node.token('ist1100001');
  const administrator = await node.token('ist1000001', { admin: true });
  const made = await run(
    'npx',
    [
      '--yes',
      '--package',
      tarball,
      'quad-bot',
      'new',
      'lunch-bot',
      '--url',
      node.url,
      '--building',
      BUILDING,
    ],
    { QUAD_TOKEN: token },
  );
  expect(made.stdout).toContain('npm start --prefix lunch-bot');
  expect((await stat(path.join(folder, 'lunch-bot/bot.secret'))).mode & 0o777).toBe(0o600);
  await expect(
    run('npx', ['--yes', '--package', tarball, 'quad-bot', 'new', 'lunch-bot', '--url', node.url], {
      QUAD_TOKEN: token,
    }),
  ).rejects.toMatchObject({ code: 2 });

  const child = spawn('npm', ['start', '--prefix', 'lunch-bot'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    let output = '';
    child.stdout.on('data', (part) => {
      output += part;
    });
    await eventually(
      async () => output,
      (text) => text.includes('Ask an administrator'),
    );
    await post(node.url, '/API/admin/bots/update/auth', { id: 'lunch-bot', state: 1 }, administrator);
    const { pool } = await node.db();
    const said = async () =>
      (await pool.query<{ text: string }>("SELECT text FROM messages WHERE bot_id = 'lunch-bot'")).rows;
    expect(await eventually(said, (rows) => rows.length > 0, 60_000)).toEqual([
      { text: 'Hello! I am a new bot.' },
    ]);
  } finally {
    process.kill(-(child.pid as number), 'SIGTERM');
  }
});
