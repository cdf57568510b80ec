import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkIdentityProvider } from '@/server/cli/checks/identity';
import { readConfig } from '@/server/config';
import { makeCertificate } from '@/tests/support/certificate';
import { connect, post } from '@/tests/support/clients';
import { runCommand } from '@/tests/support/command';
import { startFenix } from '@/tests/support/fenix';
import { runOperator } from '@/tests/support/operator';
import { type Quad, startQuad } from '@/tests/support/quad';
import { borrowBroker, borrowDatabase } from '@/tests/support/suite-servers';

const CLOSED = 1;

interface Who {
  id: string;
  token: string;
}

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'quad-cli-'));
  await chmod(dataDir, 0o755); // access for an embedded PostgreSQL that runs as another user
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const quad = (args: string[], env: Record<string, string> = {}) =>
  runOperator(args, { DATA_DIR: dataDir, ...env });

describe('as a process', () => {
  const quad = (args: string[], env: Record<string, string> = {}) =>
    runCommand('server/cli/quad.ts', args, { DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...env });

  test('while nothing runs, on the embedded database: a token is one line of JSON, for an existing or a new user', async () => {
    const unknown = await quad(['token', 'ist1100001']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('--create');

    const created = await quad(['token', 'ist1100001', '--create']);
    expect(created.code).toBe(0);
    expect(created.stdout).toMatch(/^\{"id":"ist1100001","token":"[\w-]{40,}"\}\n$/);
    expect(created.stderr).toBe(`Working on the embedded database in ${dataDir}.\n`);

    const again = await quad(['token', 'ist1100001']);
    expect(again.code).toBe(0);
    expect(again.stdout).not.toBe(created.stdout);
  });

  test('the command line prints its usage, and refuses unknown arguments', async () => {
    expect(await quad(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes') });
    expect(await quad(['nonsense'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/unknown/),
    });
    expect(await quad(['buildings', 'import'])).toMatchObject({ code: 2, stdout: '' });
  });

  test('the doctor names an invalid setting, and fails', async () => {
    const { code, json } = await quad(['doctor', '--json'], { PORT: 'many', NODE_ENV: 'production' });
    expect(code).toBe(1);
    expect(json()).toMatchObject([
      { ok: false, findings: [{ name: 'configuration', message: expect.stringContaining('PORT') }] },
    ]);
  });
});

describe('on a database', () => {
  let env: Record<string, string>;
  beforeAll(async () => {
    env = { DATABASE_URL: await borrowDatabase('tables') };
  });
  const quad = (args: string[], more: Record<string, string> = {}) =>
    runOperator(args, { DATA_DIR: dataDir, ...env, ...more });

  test('[A7] many users are a line each, with a token each', async () => {
    const { code, json } = await quad(['tokens', '--prefix', 'load', '--count', '2500']);
    expect(code).toBe(0);
    const users = json() as { id: string; token: string }[];
    expect(users).toHaveLength(2500);
    expect(users[0]?.id).toBe('load0001');
    expect(users[2499]?.id).toBe('load2500');
    expect(new Set(users.map(({ token }) => token)).size).toBe(2500);
  });

  test('[A9] the right of an administrator is given and withdrawn, except for administrators of the configuration', async () => {
    await quad(['token', 'ist1100001', '--create']);
    expect((await quad(['admin', 'add', 'ist1100001'])).json()).toEqual([
      { id: 'ist1100001', administrator: true },
    ]);
    expect((await quad(['admin', 'remove', 'ist1100001'])).json()).toEqual([
      { id: 'ist1100001', administrator: false },
    ]);
    const named = await quad(['admin', 'remove', 'ist1100001'], { ADMINISTRATORS: 'ist1100001' });
    expect(named).toMatchObject({ code: 1, stdout: '' });
    expect(named.stderr).toContain('ADMINISTRATORS');
    const nobody = await quad(['admin', 'add', 'ist1999999']);
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
  });

  test('[L6] an invalid file is refused with the name of the mistake', async () => {
    const file = path.join(dataDir, 'bad.geojson');
    await writeFile(file, '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}');
    const bad = await quad(['buildings', 'import', file]);
    expect(bad).toMatchObject({ code: 1, stdout: '' });
    expect(bad.stderr).toContain('features.0.properties');
    expect((await quad(['buildings', 'import', path.join(dataDir, 'none')])).code).toBe(1);
    const good = await quad(['buildings', 'import', 'data/ist.geojson']);
    expect(good.json()).toEqual([{ campuses: 3, buildings: 29, ignored: 0 }]);
    const second = path.join(dataDir, 'second.geojson');
    const properties = { name: 'Shed', campus: '2448131360897', levels: 2 };
    const feature = { type: 'Feature', id: 'way/1234', geometry: null, properties };
    await writeFile(second, JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
    expect((await quad(['buildings', 'import', second])).json()).toEqual([
      { campuses: 0, buildings: 1, ignored: 1 },
    ]);
  });

  test('[L7] names come from a FenixEdu installation, boundaries from a file', async () => {
    const fenix = await startFenix();
    try {
      const args = ['buildings', 'import', '--fenix', fenix.baseUrl, '--geojson', 'data/ist.geojson'];
      const { code, json } = await quad(args);
      expect(code).toBe(0);
      expect(json()).toMatchObject([{ campuses: 3, buildings: expect.any(Number) }]);
    } finally {
      await fenix.stop();
    }
  });
});

describe('while a node runs', () => {
  let node: Quad;
  beforeAll(async () => {
    node = await startQuad();
  });
  afterAll(() => node.remove());
  const person = async (id: string): Promise<Who> => ({ id, token: await node.token(id) });

  test('a token is valid at once, and so is the right of an administrator', async () => {
    const users = (token: string) =>
      fetch(`${node.url}/API/admin/users/show`, { headers: { authorization: `Bearer ${token}` } });
    const created = await quad(['token', 'ist1100002', '--create'], node.env);
    const [{ token }] = created.json() as [{ token: string }];
    expect((await users(token)).status).toBe(403);
    await quad(['admin', 'add', 'ist1100002'], node.env);
    expect((await users(token)).status).toBe(200);
  });

  test('[A7] a user is signed out everywhere: tokens are revoked, sockets are disconnected', async () => {
    const user = await person('ist1100003');
    const line = await connect(node.url, user);
    const revoked = await quad(['revoke', 'ist1100003'], node.env);
    expect(revoked.json()).toEqual([{ id: 'ist1100003', signIns: 0, tokens: 1 }]);
    expect(await line.next('signed_out')).toEqual([{ reason: 'revoked' }]);
    await line.ended;
    expect((await post(node.url, '/API/user/show/building', user)).status).toBe(401);
    expect(await quad(['revoke', 'nobody-here'], node.env)).toMatchObject({ code: 1, stdout: '' });
  });

  test('[E2][E3] a user is erased: disconnected at once, and the messages stay under a substitute name', async () => {
    const [user, friend] = [await person('ist1100004'), await person('ist1100005')];
    const line = await connect(node.url, user);
    const reader = await connect(node.url, friend);
    await line.send({ to: 'people', users: [friend.id] }, 'remember me');
    await reader.has('remember me');
    const erased = await quad(['erase', user.id], node.env);
    expect(erased.json()).toEqual([{ id: user.id, erased: true, messages: 'keep' }]);
    expect(await line.next('signed_out')).toEqual([{ reason: 'signed_out' }]);
    await line.ended;
    expect((await post(node.url, '/API/user/show/building', user)).status).toBe(401);
    const [{ id, nobody }] = await reader.next<[{ id: string; nobody: { id: string } }]>('erased');
    expect([id, nobody.id]).toEqual([user.id, expect.stringMatching(/^deleted-/)]);
    // The node acts by itself.
    await reader.next('conversation', ({ open }) => open === false);
    await reader.close();

    const again = await quad(['erase', user.id, '--messages'], node.env);
    expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('There is no user') });
  });

  test('[E3] the messages are deleted too, if the operator says so', async () => {
    const [user, friend] = [await person('ist1100006'), await person('ist1100007')];
    const reader = await connect(node.url, friend);
    const line = await connect(node.url, user);
    await line.send({ to: 'people', users: [friend.id] }, 'forget me');
    await reader.has('forget me');
    expect((await quad(['erase', user.id, '--messages'], node.env)).json()).toEqual([
      { id: user.id, erased: true, messages: 'delete' },
    ]);
    await reader.until(() => reader.shown().some(({ message }) => message.deletedAt !== undefined));
    expect(reader.texts()).not.toContain('forget me');
    await reader.close();
  });

  test('[L8] the node loads imported buildings', async () => {
    const file = path.join(dataDir, 'one.geojson');
    const properties = { id: 'new-one', name: 'The new one', latitude: 38.7, longitude: -9.1, radius: 40 };
    const feature = { type: 'Feature', geometry: null, properties };
    await writeFile(file, JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
    expect((await quad(['buildings', 'import', file], node.env)).code).toBe(0);
    await vi.waitFor(
      async () => {
        const buildings = await (await fetch(`${node.url}/API/bot/show/buildings`)).json();
        expect(buildings).toContainEqual({ id: 'new-one', name: 'The new one' });
      },
      { timeout: 60_000 },
    );
  });

  test('the doctor finds no problem, and the node continues', async () => {
    const { code, stdout } = await quad(['doctor'], node.env);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No check failed'),
    });
    expect((await fetch(`${node.url}/readyz`)).status).toBe(200);
  });
});

test('a command that writes prints its database, without the password', async () => {
  const DATABASE_URL = `postgresql://quad:hidden-word@127.0.0.1:${CLOSED}/quad?application_name=hidden-word`;
  const { code, stderr } = await quad(['admin', 'add', 'ist1100001'], { DATABASE_URL });
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^Working on the database 127.0.0.1:${CLOSED}/quad\\.\n`));
  expect(stderr).not.toContain('hidden-word');
});

describe('the doctor', () => {
  interface Diagnosis {
    ok: boolean;
    findings: { name: string; state: string; message: string; mend?: string }[];
  }
  async function diagnose(env: Record<string, string>) {
    const { code, json } = await quad(['doctor', '--json'], env);
    const [diagnosis] = json() as [Diagnosis];
    const wrong = diagnosis.findings.filter(({ state }) => state === 'wrong');
    expect(code).toBe(diagnosis.ok ? 0 : 1);
    for (const { mend } of wrong) expect(mend).toBeTruthy();
    return { ...diagnosis, wrong: wrong.map(({ name }) => name) };
  }

  test('accepts a real database, broker and identity provider', async () => {
    const publicUrl = 'http://127.0.0.1:3000';
    const fenix = await startFenix();
    try {
      const { id, secret } = fenix.client;
      const broker = await borrowBroker();
      const env = {
        DATABASE_URL: await borrowDatabase('nothing'),
        AMQP_URL: broker.url,
        AMQP_PREFIX: broker.prefix,
        FENIX_BASE_URL: fenix.baseUrl,
        FENIX_CLIENT_ID: id,
        FENIX_CLIENT_SECRET: secret,
        PUBLIC_URL: publicUrl,
      };
      expect(await diagnose(env)).toMatchObject({ ok: true, wrong: [] });
      const asked = await diagnose({ ...env, FENIX_CLIENT_ID: 'unknown' });
      expect(asked.wrong).toEqual(['identity provider']);
      // Before any start: the doctor has run twice by now, and changed nothing.
      expect(asked.findings.find(({ name }) => name === 'migrations')?.message).toContain('Not applied yet');
      for (const wrong of [{ FENIX_CLIENT_SECRET: 'wrong' }, { PUBLIC_URL: 'http://127.0.0.1:4000' }]) {
        const config = readConfig({ ...env, ...wrong, DATA_DIR: dataDir } as unknown as NodeJS.ProcessEnv);
        expect((await checkIdentityProvider(config)).map(({ state }) => state)).toContain('wrong');
      }
    } finally {
      await fenix.stop();
    }
  });

  const FENIX = { FENIX: 'development', NEXTAUTH_SECRET: 'a secret of the tests that signs their cookies' };
  /** Returns what the doctor finds with these settings under this name. */
  const findingOf = async (name: string, env: Record<string, string>) =>
    (await diagnose({ ...FENIX, ...env })).findings.find((finding) => finding.name === name);

  test('names too few connections for the user of the database', async () => {
    const url = new URL(await borrowDatabase('tables'));
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    const role = `few_${process.pid}`;
    await client.query(
      `CREATE ROLE ${role} LOGIN CONNECTION LIMIT 14; GRANT ALL ON SCHEMA public TO ${role}`,
    );
    await client.query(`GRANT SELECT ON _prisma_migrations TO ${role}`);
    await client.end();
    const few = await findingOf('connections', { DATABASE_URL: Object.assign(url, { username: role }).href });
    expect(few).toMatchObject({
      state: 'wrong',
      message: `PostgreSQL allows the user "${role}" 14 connections, and a node opens up to 20: requests fail while many people are there.`,
      mend: expect.stringMatching(/CONNECTION LIMIT.*DATABASE_CONNECTIONS=10/),
    });
    const enough = { DATABASE_URL: url.href, DATABASE_CONNECTIONS: '3' };
    expect(await findingOf('connections', enough)).toMatchObject({
      state: 'ok',
      message: expect.stringContaining('enough for 2 at once'),
    });
  });

  test('names a virtual host of the broker that is missing, with the commands that make it', async () => {
    const { url, prefix } = await borrowBroker();
    const AMQP_URL = Object.assign(new URL(url), { pathname: '/none' }).href;
    expect(await findingOf('broker', { AMQP_URL, AMQP_PREFIX: prefix })).toMatchObject({
      state: 'wrong',
      message: expect.stringContaining('no virtual host "none", or the user "guest" has no rights on it'),
      mend: expect.stringContaining(
        `rabbitmqctl add_vhost none; rabbitmqctl set_permissions -p none guest '^${prefix}`,
      ),
    });
  });

  test('names certificates of an unknown authority, and how to trust it', async () => {
    const { certificate: cert, key } = await makeCertificate(dataDir);
    const broker = createTlsServer({ cert, key });
    // PostgreSQL agrees to TLS before it begins.
    const context = createSecureContext({ cert, key });
    const postgres = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write('S');
        new TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => {});
      });
    });
    const portOf = async (server: Server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    };
    try {
      const DATABASE_URL = `postgresql://quad@127.0.0.1:${await portOf(postgres)}/quad?sslmode=verify-full`;
      const AMQP_URL = `amqps://quad:quad@127.0.0.1:${await portOf(broker)}`;
      const { findings } = await diagnose({ ...FENIX, DATABASE_URL, AMQP_URL });
      const mends = Object.fromEntries(findings.map(({ name, mend }) => [name, mend]));
      expect(mends.database).toContain('sslrootcert=');
      expect(mends.broker).toContain('NODE_EXTRA_CA_CERTS=');
    } finally {
      broker.close();
      postgres.close();
    }
  });

  test('reports all problems at once, without passwords', async () => {
    const { wrong, findings } = await diagnose({
      DATABASE_URL: `postgresql://quad:hidden-word@127.0.0.1:${CLOSED}/quad`,
      AMQP_URL: `amqp://quad:hidden-word@127.0.0.1:${CLOSED}`,
      FENIX_BASE_URL: `http://127.0.0.1:${CLOSED}`,
      FENIX_CLIENT_ID: 'x',
      FENIX_CLIENT_SECRET: 'y',
    });
    expect(wrong).toEqual(['database', 'broker', 'identity provider']);
    expect(JSON.stringify(findings)).not.toContain('hidden-word');
  });
});
