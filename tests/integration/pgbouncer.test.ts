import { afterEach, describe, expect, test } from 'vitest';
import { migrate } from '@/db/migrate';
import { post } from '@/tests/support/clients';
import { runOperator } from '@/tests/support/operator';
import { startPgbouncer } from '@/tests/support/pgbouncer';
import { startQuad } from '@/tests/support/quad';
import { borrowDatabase } from '@/tests/support/suite-servers';
import { createTroupe } from '@/tests/support/troupe';

const IGNORED = 'statement_timeout,idle_in_transaction_session_timeout';
const SECRET = { NEXTAUTH_SECRET: 'a secret of the tests that signs their cookies' };
const log = { info() {}, warn() {} };

describe('[S35] behind PgBouncer', () => {
  const servers: Awaited<ReturnType<typeof startPgbouncer>>[] = [];
  const bouncer = async (settings: Record<string, string>) => {
    const server = await startPgbouncer(await borrowDatabase('campus'), settings);
    servers.push(server);
    return server.url;
  };
  afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.remove()))));

  test('a node works with pooled sessions: none of many sends at once fails', async () => {
    const DATABASE_URL = await bouncer({ pool_mode: 'session', ignore_startup_parameters: IGNORED });
    const node = await startQuad({ env: { DATABASE_URL, LIMITS: 'off' } });
    const cast = createTroupe(() => node);
    try {
      const [ana, rui] = [await cast.person(), await cast.person()];
      const there = await cast.modern(rui);
      const texts = Array.from({ length: 100 }, (_, n) => `message ${n}`);
      const sends = texts.map((text) =>
        post(node.url, '/api/v1/messages', { to: { to: 'people', users: [rui.id] }, text }, ana.token),
      );
      expect(new Set((await Promise.all(sends)).map(({ status }) => status))).toEqual(new Set([201]));
      await there.has(...texts);
      await cast.leave();
    } finally {
      await node.remove();
    }
  });

  test.each([
    [
      'pooled transactions',
      { pool_mode: 'transaction', ignore_startup_parameters: IGNORED },
      'pool_mode = session',
    ],
    ['settings refused', { pool_mode: 'session' }, `ignore_startup_parameters = ${IGNORED}`],
    [
      'a single connection',
      {
        pool_mode: 'session',
        ignore_startup_parameters: IGNORED,
        default_pool_size: '1',
        query_wait_timeout: '1',
      },
      'raise pool_size',
    ],
  ])('a start and the doctor say what to change: %s', async (_, settings, mend) => {
    const url = await bouncer(settings);
    await expect(migrate({ url, log })).rejects.toMatchObject({
      name: 'DatabaseError',
      mend: expect.stringContaining(mend),
    });
    const { json } = await runOperator(['doctor', '--json'], {
      DATABASE_URL: url,
      FENIX: 'development',
      ...SECRET,
    });
    const [{ findings }] = json() as [{ findings: { name: string; state: string; mend?: string }[] }];
    expect(findings.find(({ name }) => name === 'database')).toMatchObject({
      state: 'wrong',
      mend: expect.stringContaining(mend),
    });
  });
});
