import { randomUUID } from 'node:crypto';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkOutside } from '@/server/cli/checks/outside';
import { samplePhoto } from '@/server/dev-fenix/photo';
import { ask, get, type Modern, ok, post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { lineOf, type Nginx, startNginx } from '@/tests/support/nginx';
import { freePorts } from '@/tests/support/ports';
import { borrowServices, type Quad, startQuad } from '@/tests/support/quad';
import { createTroupe, type Person } from '@/tests/support/troupe';
import { createVisitor } from '@/tests/support/visitor';

const SECRET = 'a secret of the tests that signs their cookies';
/** Requests without a credential that an address has at once on a node; far more than the other tests send. */
const ANONYMOUS = 40;

let nginx: Nginx;
let ports: number[];
const nodes: Quad[] = [];
let dataDir: string;
const cast = createTroupe(() => nodes[0] as Quad);

beforeAll(async () => {
  ports = await freePorts(2);
  nginx = await startNginx(ports);
  // No client of the tests takes another authority; one test verifies the certificate.
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  dataDir = await mkdtemp(path.join(tmpdir(), 'quad-behind-nginx-'));
  const real = await borrowServices();
  const env = {
    PUBLIC_URL: nginx.url,
    TRUST_PROXY: '1',
    NEXTAUTH_SECRET: SECRET,
    FENIX: 'development',
    GUESTS: 'on',
    DATA_DIR: dataDir,
    ALERTS_FOLDER: nginx.alerts,
    LIMIT_ANONYMOUS: `${ANONYMOUS}/0.01`,
    LIMIT_MESSAGE: '9999/999',
    LIMIT_REQUEST: '9999/999',
  };
  for (const port of ports) nodes.push(await startQuad({ real, env: { ...env, PORT: String(port) } }));
});
afterAll(async () => {
  await cast.leave();
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  for (const node of nodes) await node.remove();
  await nginx?.remove();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

/** Sends a request from an address of this machine; resolves with the status, the headers and the connection. */
const from = (localAddress: string, url: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; protocol: string | null; lasts: unknown }>((resolve, reject) => {
    const sent = request(url, { localAddress, headers, ca: nginx.ca, rejectUnauthorized: true }, (answer) => {
      answer.resume();
      resolve({
        status: answer.statusCode ?? 0,
        protocol: (answer.socket as TLSSocket).getProtocol(),
        lasts: answer.headers['strict-transport-security'],
      });
    });
    sent.on('error', reject).end();
  });

describe('[S34] through nginx with TLS and two nodes', () => {
  test('a guest signs in with a browser, whatever node answers', async () => {
    const visitor = createVisitor(nginx.url);
    expect((await visitor.enter('guest', { name: 'Maria' })).status).toBe(200);
    for (let n = 0; n < 4; n++)
      expect((await visitor.visit('/api/v1/me')).json).toMatchObject({ name: 'Maria (guest)' });
    expect((await visitor.visit('/')).text).toContain('Maria (guest)');
    expect(await from('127.0.0.1', `${nginx.url}/healthz`)).toEqual({
      status: 200,
      protocol: 'TLSv1.3',
      lasts: 'max-age=31536000',
    });
    expect((await get(nginx.url, '/metrics')).status).toBe(404);
  });

  test('messages go between a WebSocket and long polling, which stays on its node', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const here = await cast.modern(ana, { url: nginx.url });
    const polling = await Promise.all(
      [['polling'], ['polling', 'websocket'], ['polling'], ['polling']].map((transports) =>
        cast.modern(rui, { url: nginx.url, transports }),
      ),
    );
    ok(await here.send({ to: 'people', users: [rui.id] }, 'to everybody'));
    for (const client of polling) await client.has('to everybody');
    ok(await (polling[0] as Modern).send({ to: 'people', users: [ana.id] }, 'an answer'));
    await here.has('an answer');
  });

  test('large bodies arrive, and no log has a query or the path of a webhook', async () => {
    const admin = await nodes[0]?.token('nginx-admin', { admin: true });
    const file = { type: 'FeatureCollection', features: [], padding: 'x'.repeat(3_000_000) };
    const preview = await post(nginx.url, '/api/v1/admin/places/preview', { file, complete: false }, admin);
    expect(preview.status).toBe(200);
    const photo = Buffer.concat([Buffer.from(samplePhoto(200), 'base64'), Buffer.alloc(6_000_000)]);
    const uploaded = await ask(nginx.url, '/api/v1/profile/photo', {
      method: 'POST',
      body: photo,
      headers: { 'content-type': 'image/png', authorization: `Bearer ${admin}` },
    });
    expect([200, 201]).toContain(uploaded.status);
    await get(nginx.url, '/healthz?token=in-a-query');
    await get(nginx.url, '/hooks/an-id/in-a-path');
    const log = await eventually(
      () => nginx.log(),
      (text) => text.includes('/hooks/ '),
    );
    expect(log).toContain(' /healthz 200 ');
    expect(log).not.toMatch(/in-a-query|in-a-path/);
  });

  test('limits count the address of the client, whatever it says about itself', async () => {
    const me = `${nginx.url}/api/v1/me`;
    const many = Array.from({ length: ANONYMOUS * 2 + 1 }, (_, n) =>
      from('127.0.0.77', me, { 'x-forwarded-for': `192.0.2.${n}` }),
    );
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses).toContain(401);
    expect(statuses).toContain(429);
    expect((await from('127.0.0.78', me)).status).toBe(401);
  });

  test('[S37] the doctor finds nothing wrong from outside, and names what the proxy does not do', async () => {
    const settings = { authSecret: SECRET, fenix: null, oidc: null, host: '127.0.0.1', port: 3000 };
    const check = async () => {
      const findings = await checkOutside({ publicUrl: nginx.url, ...settings });
      return Object.fromEntries(findings.map(({ name, state, message }) => [name, `${state}: ${message}`]));
    };
    expect(await check()).toEqual({
      'public URL': `ok: Quad answers at ${nginx.url}.`,
      nodes: expect.stringMatching(/^ok: 2 nodes answer, version /),
      addresses: 'ok: The nodes see this machine at 127.0.0.1.',
      WebSocket: 'ok: WebSockets open.',
      'long polling': 'ok: The requests of one connection reach the same node.',
      callbacks: 'ok: People who sign in come back to this URL.',
    });
    await nginx.configure('quad/quad.conf', (original) =>
      original
        .replace('proxy_set_header Upgrade $quad_upgrade;', '')
        .replace('default      quad_sticky;', 'default quad;'),
    );
    expect(await check()).toMatchObject({
      WebSocket: expect.stringMatching(/^wrong: A WebSocket does not open \(400\)/),
      'long polling': expect.stringMatching(/^wrong: .* reach several nodes/),
    });
    await nginx.configure('quad/quad.conf', (original) => original);
  });

  test('a node is drained, stopped and started again without a failed send', async () => {
    const [ana, rui, eva] = [await cast.person(), await cast.person(), await cast.person()];
    const reader = await cast.modern(rui, { url: nginx.url });
    const sent: string[] = [];
    let over = false;
    const writeByRest = async () => {
      for (let n = 0; !over; n++) {
        const body = { to: { to: 'people', users: [rui.id] }, text: `rest ${n}`, clientId: randomUUID() };
        const send = () => post(nginx.url, '/api/v1/messages', body, ana.token);
        // A reload closes connections between requests: a request that meets this is sent again, under the same id.
        const { status, text } = await send().catch(send);
        expect([status, text]).toEqual([expect.toBeOneOf([200, 201]), text]);
        sent.push(body.text);
      }
    };
    const writing = [
      writeByRest(),
      ...[ana, eva].map((person) => writeBySocket(person, rui, sent, () => over)),
    ];
    const until = (more: number) => {
      const begun = sent.length;
      return eventually(
        () => sent.length,
        (now) => now >= begun + more,
      );
    };
    const [staying = 0, leaving = 0] = ports;
    await until(20);
    await nginx.configure('quad/nodes.conf', () => `${lineOf(staying)};\n${lineOf(leaving)} down;\n`);
    await until(20);
    expect(await nodes[1]?.stop()).toBe(0);
    await until(20);
    await nodes[1]?.restart();
    await nginx.configure('quad/nodes.conf', (original) => original);
    await until(20);
    over = true;
    await Promise.all(writing);
    const again = await cast.modern(rui, { url: nginx.url, log: reader.log() });
    await again.has(...sent);
    expect(again.texts().toSorted()).toEqual(sent.toSorted());
  });

  // The last test of the file: it ends both nodes, and starting them takes longer than the test.
  test('[H4] while both nodes are dead nginx serves the active alerts from the disk', async () => {
    await eventually(
      () =>
        access(path.join(nginx.alerts, 'active.json')).then(
          () => true,
          () => false,
        ),
      (there) => there,
    );
    await cast.leave();
    await Promise.all(nodes.map((node) => node.kill()));
    expect((await get(nginx.url, '/healthz')).status).toBe(502);
    const { status, json, headers } = await get(nginx.url, '/alerts/active.json');
    expect([status, json]).toEqual([200, { version: 1, alerts: [] }]);
    expect(headers.get('cache-control')).toBe('max-age=5');
  });
});

/** Sends messages over a WebSocket as a page does: an unanswered one again, under the same id, when the socket ended. */
async function writeBySocket(person: Person, to: Person, sent: string[], isOver: () => boolean) {
  let tab: Modern = await cast.modern(person, { url: nginx.url });
  for (let n = 0; !isOver(); n++) {
    const [text, clientId] = [`${person.id} ${n}`, randomUUID()];
    for (let answered = false; !answered; ) {
      const sending = tab.send({ to: 'people', users: [to.id] }, text, clientId);
      const answer = await Promise.race([sending, tab.ended.then(() => null)]);
      sending.catch(() => {}); // the socket ended: it is sent again below
      if (answer) ok(answer);
      else tab = await cast.modern(person, { url: nginx.url });
      answered = answer !== null;
    }
    sent.push(text);
  }
}
