import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand, startCommand } from '@/tests/support/command';
import { type Quad, startQuad } from '@/tests/support/quad';

const BUILDING = '2448131361042';

let node: Quad;
let directory: string;
let owner: string;
let administrator: string;

beforeAll(async () => {
  node = await startQuad();
  directory = await mkdtemp(path.join(tmpdir(), 'quad-bot-'));
  owner = await node.token('ist1100001');
  administrator = await node.token('ist1000001', { admin: true });
});
afterAll(async () => {
  await node.remove();
  await rm(directory, { recursive: true, force: true });
});

const withUrl = (env: Record<string, string>) => ({ QUAD_URL: node.url, ...env });
const bot = (args: string[], env: Record<string, string> = {}) =>
  runCommand('clients/bot/bot.ts', args, withUrl(env));
const startBot = (args: string[], env: Record<string, string> = {}) =>
  startCommand('clients/bot/bot.ts', args, withUrl(env));

async function authorise(id: string, state: 0 | 1) {
  const answer = await fetch(`${node.url}/API/admin/bots/update/auth`, {
    method: 'POST',
    headers: { authorization: `Bearer ${administrator}` },
    body: JSON.stringify({ id, state }),
  });
  expect(answer.status).toBe(200);
}

/** Registers and authorises a bot; returns its secret. */
async function readyBot(id: string): Promise<string> {
  const args = ['register', id, '--building', BUILDING, '--json'];
  const [{ secret }] = (await bot(args, { QUAD_TOKEN: owner })).json() as [{ secret: string }];
  await authorise(id, 1);
  return secret;
}

const running = (id: string, ...more: string[]) => [
  'run',
  id,
  '--message',
  `${id} speaks`,
  '--interval',
  '1',
  '--json',
  ...more,
];

test('[B1] [B2] a bot is registered by its owner, and its secret is hidden from others', async () => {
  const file = path.join(directory, 'door.secret');
  const args = ['register', 'door', '--building', BUILDING, '--secret-file', file];
  const registered = await bot(args, { QUAD_TOKEN: owner });
  expect(registered).toMatchObject({ code: 0, stdout: expect.stringContaining('door.secret') });
  const secret = (await readFile(file, 'utf8')).trim();
  expect(secret).toMatch(/^[\w-]{32,}$/);
  expect(registered.stdout).not.toContain(secret);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  // The file exists, so no bot is registered whose secret would be lost.
  expect((await bot(args, { QUAD_TOKEN: owner })).code).toBe(2);
  // The id is taken, so no empty file is left.
  const other = path.join(directory, 'other.secret');
  const refused = await bot([...args.slice(0, -1), other], { QUAD_TOKEN: owner });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('taken') });
  await expect(stat(other)).rejects.toThrow('ENOENT');
});

test('without a building the command lists the buildings, and without an owner it does nothing', async () => {
  const unsaid = await bot(['register', 'window'], { QUAD_TOKEN: owner });
  expect(unsaid).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(BUILDING) });
  expect((await bot(['register', 'window', '--building', BUILDING])).code).toBe(2);
  const wrong = await bot(['register', 'window', '--building', BUILDING], { QUAD_TOKEN: 'not-a-token' });
  expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('token') });
});

test('the status is that of the legacy protocol, and the exit code reports it to scripts', async () => {
  const status = async (id: string) => {
    const { code, json } = await bot(['status', id, '--json']);
    return { code, ...(json()[0] as object) };
  };
  expect(await status('nobody')).toMatchObject({ code: 6, available: 0, new: 1 });
  await bot(['register', 'gate', '--building', BUILDING], { QUAD_TOKEN: owner });
  expect(await status('gate')).toMatchObject({ code: 3, available: 0, auth: 0 });
  await authorise('gate', 1);
  expect(await status('gate')).toMatchObject({ code: 0, available: 1, state: 'Bot available.' });
});

test('[B5] [B6] a bot sends at its interval, runs only once, and Ctrl-C ends it', async () => {
  const secret = await readyBot('clock');
  const run = startBot(running('clock'), { QUAD_BOT_SECRET: secret });
  expect(JSON.parse(await run.line())).toMatchObject({ event: 'ready', building: { id: BUILDING } });
  expect(JSON.parse(await run.line())).toEqual({ event: 'sent', count: 1 });
  expect(JSON.parse(await run.line())).toEqual({ event: 'sent', count: 2 });

  expect((await bot(['status', 'clock'])).code).toBe(4);
  expect((await bot(running('clock'), { QUAD_BOT_SECRET: secret })).code).toBe(4);

  const log = await fetch(`${node.url}/API/admin/logs/show/building/${BUILDING}`, {
    headers: { authorization: `Bearer ${administrator}` },
  });
  expect(await log.json()).toContainEqual(
    expect.objectContaining({ bot_id: 'clock', message: 'clock speaks' }),
  );

  run.child.kill('SIGINT');
  const { code, json } = await run.outcome;
  expect(code).toBe(0);
  expect(json().at(-1)).toEqual({ event: 'stopped' });
  await vi.waitFor(async () => expect((await bot(['status', 'clock'])).code).toBe(0), { timeout: 60_000 });
});

test('[B4] withdrawn authorisation ends a running bot with a clear message', async () => {
  const secret = await readyBot('bell');
  const run = startBot(running('bell'), { QUAD_BOT_SECRET: secret });
  await run.line();
  await authorise('bell', 0);
  const { code, stderr } = await run.outcome;
  expect(code).toBe(3);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'not_authorised' } });
  expect((await bot(running('bell'), { QUAD_BOT_SECRET: secret })).code).toBe(3);
});

test('each reason not to run has an exit code of its own', async () => {
  const secret = await readyBot('lamp');
  expect((await bot(running('lamp'), { QUAD_BOT_SECRET: 'wrong' })).code).toBe(3);
  expect((await bot(running('nobody'), { QUAD_BOT_SECRET: secret })).code).toBe(6);
  expect((await bot(running('lamp', '--url', 'http://127.0.0.1:1'), { QUAD_BOT_SECRET: secret })).code).toBe(
    5,
  );
  expect((await bot(running('lamp'))).code).toBe(2);
  expect((await bot(['run', 'lamp', '--message', '\u0007', '--interval', '1'])).code).toBe(2);
  expect((await bot(running('lamp', '--count', '2'), { QUAD_BOT_SECRET: secret })).code).toBe(0);
});

test('a bot reconnects when its node is back', async () => {
  const secret = await readyBot('tide');
  const run = startBot(running('tide'), { QUAD_BOT_SECRET: secret });
  const until = async (event: string) => {
    for (;;) if ((JSON.parse(await run.line()) as { event: string }).event === event) return;
  };
  await until('sent');
  await node.restart();
  await until('reconnecting');
  await until('ready');
  await until('sent');
  run.child.kill('SIGTERM');
  expect((await run.outcome).code).toBe(0);
});
