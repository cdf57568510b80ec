import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Quad, startQuad } from '@/tests/support/quad';

const BUILDING = '2448131361042';

let node: Quad;
let owner: string;
let hook: { id: string; path: string };

beforeAll(async () => {
  node = await startQuad();
  owner = await node.token('ist1100001');
  await ask('/API/bot/register', { id: 'builds', b_id: BUILDING });
  hook = (await ask('/api/v1/bots/builds/hooks', { name: 'Jenkins' })) as typeof hook;
});
afterAll(() => node.remove());

async function ask(path: string, body?: object, method = 'POST', token = owner): Promise<unknown> {
  const answer = await fetch(node.url + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect([path.slice(0, 20), answer.status]).toEqual([path.slice(0, 20), 200]);
  return answer.json();
}

async function call(path: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(node.url + path, { method: 'POST', headers, body });
  return [answer.status, await answer.text()];
}

const log = async () =>
  (await ask('/api/v1/bots/builds/hooks', undefined, 'GET')) as { calls: object[]; formerUntil: string }[];

test('[B12] [B13] a webhook sends for an authorised bot, answers as Slack does, and lists its calls', async () => {
  expect(await call(hook.path, '{"text":"early"}')).toEqual([403, 'action_prohibited']);
  const administrator = await node.token('ist1000001', { admin: true });
  await ask('/API/admin/bots/update/auth', { id: 'builds', state: 1 }, 'POST', administrator);

  expect(await call(hook.path, '{"text":"*red* <https://j.example/1|run>","icon_url":"x"}')).toEqual([
    200,
    'ok',
  ]);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await call(hook.path, `payload=${encodeURIComponent('{"text":"by form"}')}`, form)).toEqual([
    200,
    'ok',
  ]);
  expect(await call(hook.path, '{"username":"ana","content":"one line"}')).toEqual([200, 'ok']);
  expect(await call(hook.path, '{}')).toEqual([400, 'no_text']);
  for (const body of ['', 'text', '[]', '{"text"', '\xff'])
    expect(await call(hook.path, body)).toEqual([400, 'invalid_payload']);
  expect(await call(hook.path, '['.repeat(100_000))).toEqual([400, 'invalid_payload']);
  expect(await call(hook.path, 'x'.repeat(300_000))).toEqual([413, 'too_large']);
  expect((await log())[0]?.calls[0]).toMatchObject({ answer: 'too_large' });
  expect((await fetch(node.url + hook.path)).status).toBe(405);
  for (const path of ['/hooks/', '/hooks/x/y', hook.path.slice(0, -1), `/hooks/${hook.id}/${'A'.repeat(43)}`])
    expect(await call(path, '{"text":"forged"}')).toEqual([404, 'no_service']);

  const messages = (
    (await ask('/api/v1/bots/builds/messages', undefined, 'GET')) as { items: { text: string }[] }
  ).items;
  expect(messages.map(({ text }) => text)).toEqual([
    'one line',
    'by form',
    '**red** [run](https://j.example/1)',
  ]);
  const [{ calls } = { calls: [] }] = await log();
  expect(calls).toContainEqual({ at: expect.any(String), answer: 'ok', ignored: ['icon_url'] });
  expect(calls.at(-1)).toMatchObject({ answer: 'action_prohibited' });
});

test('[B14] a new address works at once, the former one until the overlap ends', async () => {
  const replace = (overlapHours: number) =>
    ask(`/api/v1/hooks/${hook.id}/secret`, { overlapHours }) as Promise<{ path: string }>;
  const second = await replace(24);
  expect((await log())[0]?.formerUntil).toMatch(/Z$/);
  for (const { path } of [hook, second]) expect(await call(path, '{"text":"both"}')).toEqual([200, 'ok']);
  const third = await replace(0);
  for (const { path } of [hook, second])
    expect(await call(path, '{"text":"old"}')).toEqual([404, 'no_service']);
  expect(await call(third.path, '{"text":"new"}')).toEqual([200, 'ok']);
  await ask(`/api/v1/hooks/${hook.id}`, undefined, 'DELETE');
  expect(await call(third.path, '{"text":"gone"}')).toEqual([404, 'no_service']);
  const stored = JSON.stringify(await log());
  expect(stored).toBe('[]');
});

test('[B13] calls that are refused as too many are listed once', async () => {
  await ask('/API/bot/register', { id: 'flood', b_id: BUILDING });
  const administrator = await node.token('ist1000001', { admin: true });
  await ask('/API/admin/bots/update/auth', { id: 'flood', state: 1 }, 'POST', administrator);
  const { path } = (await ask('/api/v1/bots/flood/hooks', { name: 'Loud' })) as { path: string };
  const answers = await Promise.all(
    Array.from({ length: 90 }, (_, n) => call(path, JSON.stringify({ text: `call ${n}` }))),
  );
  // More than one is refused, and what is taken meanwhile may be between them.
  expect(answers.filter(([status]) => status === 429).length).toBeGreaterThan(1);
  const [hook] = (await ask('/api/v1/bots/flood/hooks', undefined, 'GET')) as {
    calls: { answer: string }[];
  }[];
  const listed = hook?.calls.map(({ answer }) => answer) ?? [];
  expect(listed).toContain('rate_limited');
  const repeated = listed.filter((each, n) => each === 'rate_limited' && listed[n + 1] === each);
  expect(repeated).toEqual([]);
});
