import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Readiness } from '@/server/app';
import { createLog } from '@/server/log';
import { createMetrics } from '@/server/metrics';
import { handleOperatorRoute } from './operator-routes';

const SECRET = 'a secret that the doctor knows as well';
const METRICS_TOKEN = 'a token for metrics';
let readiness: Readiness = { ready: true, database: 'up', broker: 'up', shortages: [] };
let server: Server;
let url: string;

beforeAll(async () => {
  const app = {
    config: { metricsToken: METRICS_TOKEN, authSecret: SECRET, trustProxy: true },
    publicUrl: 'https://quad.example',
    version: '1.2.3',
    log: createLog('silent'),
    metrics: createMetrics(),
    ready: async () => readiness,
  };
  server = createServer(async (request, response) => {
    if (!(await handleOperatorRoute(app, request, response))) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, init?: RequestInit) => fetch(url + path, init);

describe('operations', () => {
  it('reports that the process runs', async () => {
    const answer = await get('/healthz');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it.each([
    [{ ready: true, database: 'up', broker: 'up' }, 200, 'ready'],
    [{ ready: true, database: 'up', broker: 'down' }, 200, 'degraded'],
    [{ ready: false, database: 'down', broker: 'up' }, 503, 'not ready'],
  ] as const)('tells %j', async (state, status, word) => {
    readiness = { shortages: [], ...state };
    const answer = await get('/readyz?verbose');
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ status: word, database: state.database, broker: state.broker });
  });

  it('[S22] reports why the database is down', async () => {
    readiness = { ready: false, database: 'down', reason: 'It starts.', broker: 'up', shortages: [] };
    const answer = await get('/readyz');
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: 'not ready', database: 'down', reason: 'It starts.', broker: 'up' },
    ]);
  });

  it('[S19] reports the shortages of the node', async () => {
    readiness = { ready: true, database: 'up', broker: 'up', shortages: ['database_full'] };
    const answer = await get('/readyz');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: 'degraded', database: 'up', broker: 'up', shortages: ['database_full'] },
    ]);
  });

  it('shows metrics to this machine, and through a proxy only with the token', async () => {
    const local = await get('/metrics');
    expect(local.headers.get('content-type')).toContain('text/plain');
    expect(await local.text()).toContain('quad_requests_total');
    const proxied = { 'X-Forwarded-For': '192.0.2.1' };
    expect((await get('/metrics', { headers: proxied })).status).toBe(403);
    expect((await get('/metrics', { headers: { ...proxied, Authorization: 'Bearer wrong' } })).status).toBe(
      403,
    );
    const shown = { ...proxied, Authorization: `Bearer ${METRICS_TOKEN}` };
    expect((await get('/metrics', { headers: shown })).status).toBe(200);
  });

  it('refuses other methods and ignores other paths', async () => {
    const answer = await get('/healthz', { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await answer.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
    expect((await get('/healthz', { method: 'HEAD' })).status).toBe(200);
    expect((await get('/health')).status).toBe(418);
  });
});
