import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nodeArguments } from '@/bin/build.mjs';
import { isAlive } from '@/db/embedded/process';
import { CENTRAL, CIVIL } from '@/tests/support/campus';
import { ask, get, type Modern, ok } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { scriptBytes, scriptsOf } from '@/tests/support/page-weight';
import { NotStarted, startQuad } from '@/tests/support/quad';
import { withQuad } from '@/tests/support/suite';
import { borrowDatabase } from '@/tests/support/suite-servers';
import { createVisitor } from '@/tests/support/visitor';

const root = new URL('../..', import.meta.url).pathname;
const SECRET = 'thirty-two characters of a secret, and more';
const METRICS_TOKEN = 'a-token-for-the-metrics';
const REAL = { FENIX_BASE_URL: 'https://fenix.example', FENIX_CLIENT_ID: '1', FENIX_CLIENT_SECRET: 's' };

const { quad, cast } = withQuad({ embedded: true, env: { METRICS_TOKEN, HOST: '0.0.0.0' } });

describe('the operator’s routes', () => {
  test('report that the node runs, and that it is ready', async () => {
    expect((await get(quad.url, '/healthz')).json).toEqual({ status: 'ok' });
    const answer = async () => {
      const { status, json } = await get(quad.url, '/readyz');
      return JSON.stringify([status, json]);
    };
    const ready = JSON.stringify([200, { status: 'ready', database: 'up', broker: 'up' }]);
    // A new node on a busy machine may be short of time for some seconds.
    await eventually(answer, (each) => each === ready);
  });

  test('give metrics to this machine, without users in the labels', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const [here] = [await cast.modern(ana), await cast.modern(rui)];
    ok(await here.send({ to: 'people', users: [rui.id] }, 'counted'));
    const { status, text, headers } = await eventually(
      () => get(quad.url, '/metrics'),
      (reply) => reply.text.includes('quad_sockets{kind="user"} 2'),
    );
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toMatch(/^quad_messages_sent_total\{to="people"\} [1-9]/m);
    expect(text).toMatch(/^quad_broker_up 1$/m);
    expect(text).not.toMatch(new RegExp(`${ana.id}|${rui.id}|${CENTRAL.id}|Torre`));
  });

  test.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['forwarded', 'for=127.0.0.1'],
  ])('refuse metrics through a proxy (%s) without the token', async (header, value) => {
    const from = (authorization: string) =>
      ask(quad.url, '/metrics', { headers: { [header]: value, authorization } });
    expect((await from('')).status).toBe(403);
    expect((await from('Bearer wrong')).status).toBe(403);
    expect((await from(`Bearer ${METRICS_TOKEN}`)).status).toBe(200);
  });

  test('[S3] only the socket may be upgraded; a request for another upgrade gets an HTTP answer', async () => {
    const { port } = new URL(quad.url);
    const askFor = async (path: string, upgrade: string) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      const [answer] = await once(socket, 'data');
      socket.destroy();
      return String(answer).split('\r\n')[0];
    };
    await get(quad.url, '/sign-in'); // from its first request on Next might answer, too
    for (const path of ['/', '/_next/webpack-hmr', '/api/v1/me', '/socket.iox/?EIO=4&transport=websocket'])
      expect(await askFor(path, 'websocket')).toBe('HTTP/1.1 404 Not Found');
    expect(await askFor('/healthz', 'h2c')).toBe('HTTP/1.1 200 OK');
    expect(await askFor('/api/v1/me', 'h2c')).toBe('HTTP/1.1 401 Unauthorized');
    expect(await askFor('/socket.io/?EIO=4&transport=polling', 'h2c')).toBe('HTTP/1.1 200 OK');
    expect(await askFor('/socket.io/?EIO=4&transport=websocket', 'websocket')).toMatch(/^HTTP\/1.1 101 /);
  });
});

describe('the demonstration', () => {
  test('[S13] listens on this machine only, whatever HOST is', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((each) => each && !each.internal && each.family === 'IPv4');
    expect(new URL(quad.url).hostname).toBe('127.0.0.1');
    if (outside)
      await expect(fetch(`http://${outside.address}:${new URL(quad.url).port}/healthz`)).rejects.toThrow();
  });

  test('stores its secrets readable by their owner only', async () => {
    for (const name of ['auth-secret', 'fenix-secret']) {
      const { mode } = await stat(path.join(quad.dataDir, name));
      expect((mode & 0o777).toString(8)).toBe('600');
    }
  });
});

describe('a node', () => {
  test('stops properly, with users connected, and keeps sign-ins over the restart', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => cast.person()));
    const tabs = await Promise.all(people.map((person) => cast.modern(person)));
    const visitor = createVisitor(quad.url);
    await visitor.signIn('ist1100001');
    const [sender] = tabs;
    const sending = people.map((person) => sender?.send({ to: 'people', users: [person.id] }, 'goodbye'));
    await Promise.all(sending);
    // 0: the stop was not forced after ten seconds.
    expect(await quad.stop()).toBe(0);
    await Promise.all(tabs.map((tab) => tab.ended));
    await quad.restart();
    const again = await cast.modern(people[7] as (typeof people)[0]);
    expect(again.texts()).toEqual(['goodbye']);
    expect((await visitor.visit('/api/v1/me')).status).toBe(200);
  });

  test('[S20] allows a user thirty sessions: past them the oldest is ended with a reason', async () => {
    const ana = await cast.person();
    const tabs: Modern[] = [];
    for (let n = 0; n < 31; n++) tabs.push(await cast.modern(ana));
    const [oldest, next] = tabs as [Modern, Modern];
    expect(await oldest.next('signed_out')).toEqual([{ reason: 'too_many' }]);
    await oldest.ended;
    expect(ok(await next.say('sync', { cursors: {} })).complete).toBe(true);
  });

  test('[S22] with a read-only database reports it, and recovers with the database', async () => {
    const tab = await cast.modern(await cast.person());
    const rui = await cast.person();
    const send = () => tab.send({ to: 'people', users: [rui.id] }, 'a change');
    const admin = await (await quad.db()).pool.connect();
    try {
      // Makes the database read-only, like a standby; applies from the next connection on.
      await admin.query('ALTER DATABASE quad SET default_transaction_read_only = on');
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'quad' AND pid <> pg_backend_pid()`,
      );
      expect(await eventually(send, (answer) => JSON.stringify(answer).includes('read-only'))).toMatchObject({
        error: { code: 'unavailable', retryable: true, retryAfter: 10 },
      });
      expect((await get(quad.url, '/readyz')).json).toMatchObject({
        status: 'degraded',
        database: 'up',
        broker: 'up',
        // On a busy machine the node may be short of time, too.
        shortages: expect.arrayContaining(['database_read_only']),
      });
    } finally {
      await admin.query('ALTER DATABASE quad RESET default_transaction_read_only');
      admin.release();
    }
    await eventually(send, (answer) => 'ok' in answer);
  });

  test('started a second time on the same data directory is refused with a clear message', async () => {
    const second = await refused({ DATA_DIR: quad.dataDir });
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/Another Quad node \(process \d+\) is running on the data directory/);
    expect(second.output).toContain('DATA_DIR');
    expect(second.output).not.toMatch(/\n\s+at /);
    expect((await get(quad.url, '/readyz')).status).toBe(200);
  });

  test.each([
    [
      'a database that refuses',
      { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' },
      /^PostgreSQL at 127\.0\.0\.1:1 does not answer: .*Check that it runs/,
    ],
    [
      'an address that is not its own',
      { FENIX: 'development', HOST: '192.0.2.1' },
      /^Quad cannot listen on this address: .*HOST/,
    ],
  ])('[S25] that is given %s says so in a sentence', async (_, env, says) => {
    const { code, output } = await refused(env);
    expect(code).toBe(1);
    expect(output).toMatch(says);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('started on a port in use reports it; without limits it logs a warning at any log level', async () => {
    const PORT = new URL(quad.url).port;
    const { code, output } = await refused({ LIMITS: 'off', LOG_LEVEL: 'silent', PORT });
    expect([code, output]).toEqual([1, expect.stringMatching(/listens on this port.*PORT/)]);
    // The reason of the stop is written on another path, and may come first.
    expect(output).toMatch(/^\{.*LIMITS=off: .*Never run people on this.*\}$/m);
  });

  test('releases the resources of an interrupted start', async () => {
    await expect(
      startQuad({ env: { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' } }),
    ).rejects.toBeInstanceOf(NotStarted);
  });
});

describe('`npm start`', () => {
  test.each([
    ['SIGTERM', 0],
    ['SIGKILL', null],
  ] as const)('[S29] that gets %s takes its node and its PostgreSQL along', async (signal, code) => {
    // The second start finds the data of the first, which it would otherwise create.
    const dataDir = path.join(quad.dataDir, 'npm-start');
    const { PATH = '', HOME = '' } = process.env;
    const npm = spawn('npm', ['start'], {
      cwd: root,
      env: { PATH, HOME, PORT: '0', DATA_DIR: dataDir, SAMPLE: 'off' } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    onTestFinished(() => void npm.kill('SIGKILL'));
    await eventually(
      async () => output,
      () => output.includes('Quad is running'),
      // The first start creates a database, which takes over a minute while other tests keep the machine busy.
      150_000,
    );
    const url = /open (\S+)/.exec(output)?.[1] ?? '';
    const { directory } = JSON.parse(await readFile(path.join(dataDir, 'postgres.json'), 'utf8'));
    const file = path.join(dataDir, directory, 'postmaster.pid');
    const postgres = Number.parseInt(await readFile(file, 'utf8'), 10);
    npm.kill(signal);
    expect((await once(npm, 'exit'))[0]).toBe(code);
    await eventually(
      () =>
        Promise.all([
          get(url, '/healthz').then(
            () => true,
            () => false,
          ),
          isAlive(postgres),
        ]),
      ([answers, runs]) => !answers && !runs,
    );
  });
});

describe('`npm run serve`', () => {
  test('[S36] runs a built node without npm, a registry or the right to write in the checkout', async () => {
    // Root may write everywhere, and other users may be unable to read the checkout of root.
    const nobody = { uid: 65_534, gid: 65_534 };
    const isRoot = process.getuid?.() === 0;
    const mayRead = isRoot && spawnSync(process.execPath, ['-e', ''], { cwd: root, ...nobody }).status === 0;
    const data = await mkdtemp(path.join(tmpdir(), 'quad-serve-'));
    await chmod(data, 0o777);
    const served = spawn(process.execPath, ['bin/serve.mjs'], {
      cwd: root,
      env: {
        PATH: '',
        HOME: data,
        PORT: '0',
        DATA_DIR: data,
        DATABASE_URL: await borrowDatabase('campus'),
        SAMPLE: 'off',
      } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(mayRead && nobody),
    });
    onTestFinished(async () => {
      served.kill('SIGKILL');
      await rm(data, { recursive: true, force: true });
    });
    let output = '';
    served.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await eventually(
      () => output,
      (text) => text.includes('Quad is running') || served.exitCode !== null,
    );
    const url = /open (\S+)/.exec(output)?.[1] ?? '';
    expect((await get(url, '/sign-in')).status).toBe(200);
    served.kill('SIGTERM');
    expect((await once(served, 'exit'))[0]).toBe(0);
  });
});

describe('production', () => {
  // Other errors of settings are tested in server/config.test.ts.
  test.each([
    ['without its secret', { PUBLIC_URL: 'https://quad.example', ...REAL }, /NEXTAUTH_SECRET/],
    [
      'with settings that make no sense',
      { NEXTAUTH_SECRET: SECRET, PUBLIC_URL: 'quad', PORT: 'x', ...REAL },
      /PORT[\s\S]*PUBLIC_URL|PUBLIC_URL[\s\S]*PORT/,
    ],
  ])('refuses to start %s', async (_, env, says) => {
    const node = await refused({ NODE_ENV: 'production', ...env });
    expect(node.code).toBe(1);
    expect(node.output).toMatch(/^The configuration is not valid:/);
    expect(node.output).toMatch(says);
    expect(node.output).not.toMatch(/\n\s+at /);
    expect(node.output).not.toContain(SECRET);
  });

  test('[S28] starts with the development FenixEdu when FENIX enables it, and keeps browsers on https', async () => {
    const node = await startQuad({
      env: {
        NODE_ENV: 'production',
        FENIX: 'development',
        NEXTAUTH_SECRET: SECRET,
        PUBLIC_URL: 'https://quad.example',
      },
    });
    try {
      expect(node.printedUrl).toBe('https://quad.example');
      for (const [url, lasts] of [
        [node.url, 'max-age=31536000'],
        [quad.url, null],
      ] as const)
        for (const path of ['/healthz', '/sign-in', '/api/v1/me'])
          expect((await get(url, path)).headers.get('strict-transport-security')).toBe(lasts);
    } finally {
      await node.remove();
    }
  });
});

test.each([
  ['/', { gzip: 173, brotli: 149 }],
  ['/sign-in', { gzip: 142, brotli: 122 }],
] as const)('the page %s loads no more JavaScript than %j KiB', async (path, most) => {
  const visitor = createVisitor(quad.url);
  await visitor.signIn('ist1100001');
  const page = await (path === '/' ? visitor.visit(path) : get(quad.url, path));
  expect(scriptsOf(page.text).length).toBeGreaterThan(3);
  const { gzip, brotli } = await scriptBytes(page.text, quad.url);
  expect(gzip).toBeLessThanOrEqual(most.gzip * 1024);
  expect(brotli).toBeLessThanOrEqual(most.brotli * 1024);
});

test('the manifest names pictures of the sizes that it says, shortcuts and the share target', async () => {
  const { json, headers } = await get(quad.url, '/manifest.webmanifest');
  expect(headers.get('content-type')).toMatch(/^application\/manifest\+json/);
  const { icons, screenshots, ...manifest } = json as {
    icons: { src: string; sizes: string; purpose: string }[];
    screenshots: { src: string; sizes: string }[];
  };
  expect(manifest).toMatchObject({
    ...{ id: '/', start_url: '/', scope: '/', display: 'standalone', lang: 'en' },
    shortcuts: [{ url: '/?c=nearby' }, { url: '/?c=building' }, { url: '/#new' }],
    share_target: { action: '/share', method: 'POST', enctype: 'multipart/form-data' },
  });
  expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
    ...['192x192 any', '512x512 any', '192x192 maskable', '512x512 maskable'],
  ]);
  for (const { src, sizes } of [...icons, ...screenshots]) {
    const { width, height } = await sharp(await readFile(path.join(root, 'public', src))).metadata();
    expect([src, `${width}x${height}`]).toEqual([src, sizes]);
    expect((await get(quad.url, src)).status).toBe(200);
  }
  const visitor = createVisitor(quad.url);
  const shared = await visitor.visit('/share?text=Exam&url=https://x.example/');
  expect([shared.status, shared.headers.get('location')]).toEqual([
    307,
    '/#share=Exam%0Ahttps%3A%2F%2Fx.example%2F',
  ]);
  // The worker keeps shared files; without it only a shared text is kept.
  const body = new FormData();
  body.append('files', new File(['shared'], 'shared.txt'));
  const posted = await fetch(new URL('/share', quad.url), { method: 'POST', body, redirect: 'manual' });
  expect([posted.status, posted.headers.get('location')]).toEqual([303, '/']);
});

test('the main page is served with what it shows before it is connected, and without a position', async () => {
  const visitor = createVisitor(quad.url);
  await visitor.signIn('ist1100001');
  const ana = await cast.person('ist1100001');
  const [rui, tab] = [await cast.person(), await cast.modern(ana)];
  const group = { kind: 'group', title: 'Before the connection', users: [rui.id] } as const;
  ok(await tab.say('create_conversation', group));
  await cast.call(ana, 'user/update/coordinates', CIVIL.at);
  const { text, headers } = await visitor.visit('/');
  const html = text.replaceAll(/<script[\s\S]*?<\/script>/g, '');
  expect(html).toContain('Before the connection');
  expect(html).toContain(CIVIL.name);
  expect(text).not.toContain(String(CIVIL.at.latitude));
  expect(headers.get('cache-control')).toMatch(/no-store/);
});

test('[S9] the log is JSON without coordinates, tokens, texts and cookies', async () => {
  const ana = await cast.person();
  const tab = await cast.modern(ana);
  await cast.call(ana, 'user/update/coordinates', CIVIL.at);
  ok(await tab.send({ to: 'building' }, 'a private word'));
  await get(quad.url, `/API/admin/users/show?token=${ana.token}`);
  await tab.say('send_message', { clientId: 'x', text: 'a private word', address: 'nowhere' });
  await ask(quad.url, '/API/user/message/send', {
    method: 'POST',
    body: `{"token":"${ana.token}","message":"a private word"`,
  });
  const visitor = createVisitor(quad.url);
  await visitor.signIn('ist1100002');
  const ticket = await visitor.ticket();
  await visitor.signOut();

  const logs = quad.logs();
  for (const line of logs.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  for (const secret of [ana.token, ticket, ...visitor.cookies.values()].filter((each) => each.length > 20)) {
    expect(logs).not.toContain(secret);
  }
  expect(logs).not.toContain('a private word');
  expect(logs).not.toMatch(/latitude|longitude|access_token|(?<![:\d.])38\.7\d{3,}/);
});

/** Returns how a start that must fail ended, and its output. */
async function refused(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const node = spawn(process.execPath, nodeArguments('server/main.ts'), {
    cwd: root,
    env: {
      PATH,
      HOME,
      PORT: '0',
      DATA_DIR: path.join(quad.dataDir, 'refused'),
      ...env,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  node.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(node, 'exit');
  return { code, output };
}
