import { describe, expect, test } from 'vitest';
import type { WireSignIn, WireToken } from '@/protocol/accounts';
import { connect, open, type TestConnection } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { chooseAtDialog } from '@/tests/support/fenix';
import { borrowServices } from '@/tests/support/quad';
import { withNodes } from '@/tests/support/suite';
import { createVisitor, type Visitor } from '@/tests/support/visitor';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

const { nodes, cast } = withNodes(borrowServices, { LIMITS: 'off' });
const [quad, other] = nodes;

let count = 0;
/** Returns a new username, because a test that signs out all other browsers must not affect other tests. */
function somebody(): string {
  count += 1;
  return `ist${1_100_000 + count}`;
}

async function signedIn(username: string, userAgent: string): Promise<Visitor> {
  const visitor = createVisitor(quad.url);
  await visitor.visit(await chooseAtDialog(await visitor.begin(), username), {
    headers: { 'user-agent': userAgent },
  });
  return visitor;
}

const signInsOf = async (visitor: Visitor) => (await visitor.visit('/api/v1/sign-ins')).json as WireSignIn[];
const change = (visitor: Visitor, method: string, path: string, body?: object) =>
  visitor.visit(path, { method, headers: { origin: quad.url }, ...(body && { body: JSON.stringify(body) }) });

/** Returns the answer, and the time when it came. */
async function answered(reply: Promise<{ status: number; json: unknown }>) {
  const { status, json } = await reply;
  return { status, json, at: performance.now() };
}

/**
 * Milliseconds that a busy machine may take for what is promised within a second. A node that is not told looks for
 * revoked credentials every 10 s.
 */
const AT_ONCE_MS = 3_000;

async function endsAtOnce(connection: TestConnection, since: number): Promise<void> {
  expect(await connection.next('signed_out')).toEqual([{ reason: 'revoked' }]);
  await connection.ended;
  expect(performance.now() - since).toBeLessThan(AT_ONCE_MS);
}

describe('the devices of a person', () => {
  test('[A10] are distinguished by browser, system and times, and show whether they are connected on any node', async () => {
    const username = somebody();
    const desk = await signedIn(username, FIREFOX);
    const phone = await signedIn(username, PHONE);
    await signedIn(username, '\u00e9'.repeat(400));
    await signedIn(somebody(), FIREFOX);
    const connection = await connect(other.url, { ticket: await phone.ticket() });

    const seen = await signInsOf(desk);
    expect(seen).toHaveLength(3);
    expect(seen.find(({ current }) => current)).toMatchObject({
      browser: 'Firefox',
      system: 'Linux',
      connected: false,
    });
    expect(seen.find(({ connected }) => connected)).toMatchObject({
      browser: 'Safari',
      system: 'iOS',
      current: false,
    });
    expect(seen.find(({ browser }) => browser === null)).toMatchObject({ system: null, connected: false });
    for (const { at, seen: last } of seen) expect(Date.parse(last)).toBeGreaterThanOrEqual(Date.parse(at));

    await connection.close();
    await eventually(
      () => signInsOf(desk),
      (list) => list.every(({ connected }) => !connected),
    );
  });

  test('[A10] are last seen at their last request, or while connected; stored once a minute at most', async () => {
    const username = somebody();
    const [desk, phone] = [await signedIn(username, FIREFOX), await signedIn(username, PHONE)];
    const connection = await connect(other.url, { ticket: await phone.ticket() });
    const { pool } = await quad.db();
    await pool.query(
      `UPDATE sign_ins SET last_seen_at = now() - interval '1 hour'
       WHERE user_id = (SELECT id FROM users WHERE username = $1)`,
      [username],
    );
    const recent = ({ seen }: WireSignIn) => Date.parse(seen) > Date.now() - 30 * 60_000;
    const first = await signInsOf(desk);
    expect(first.find(({ current }) => current)).toSatisfy(recent);
    const again = await signInsOf(desk);
    expect(again.find(({ current }) => current)).toEqual(first.find(({ current }) => current));
    await eventually(
      () => signInsOf(desk),
      (list) => list.every(recent),
    );
    await connection.close();
  });

  test('[A11] signing one out ends its socket on the other node within a second; others keep their sockets', async () => {
    const username = somebody();
    const [desk, phone] = [await signedIn(username, FIREFOX), await signedIn(username, PHONE)];
    const connections = {
      desk: await connect(quad.url, { ticket: await desk.ticket() }),
      here: await connect(quad.url, { ticket: await phone.ticket() }),
      there: await connect(other.url, { ticket: await phone.ticket() }),
    };
    const ticket = await phone.ticket();
    const id = (await signInsOf(phone)).find(({ current }) => current)?.id;

    const { status, at } = await answered(change(desk, 'DELETE', `/api/v1/sign-ins/${id}`));
    expect(status).toBe(200);
    await Promise.all([connections.here, connections.there].map((connection) => endsAtOnce(connection, at)));
    expect((await phone.visit('/api/v1/me')).status).toBe(401);
    await expect(open(other.url, { ticket })).rejects.toThrow(/ticket/);
    expect(connections.desk.socket.connected).toBe(true);
    expect(await signInsOf(desk)).toMatchObject([{ current: true, connected: true }]);
    // A repeated request changes nothing.
    expect((await change(desk, 'DELETE', `/api/v1/sign-ins/${id}`)).status).toBe(200);
    await connections.desk.close();
  });

  test('[A11] signing all others out takes effect at once, on every node; the requesting browser and the tokens stay', async () => {
    const username = somebody();
    const token = await quad.token(username);
    const desk = await signedIn(username, FIREFOX);
    const others = await Promise.all([PHONE, FIREFOX, ''].map((agent) => signedIn(username, agent)));
    const mine = await connect(other.url, { ticket: await desk.ticket() });
    const program = await cast.modern({ id: username, token }, { url: other.url });
    const connections = await Promise.all(
      others.map(async (each, n) => connect((n ? other : quad).url, { ticket: await each.ticket() })),
    );

    const { json, at } = await answered(change(desk, 'POST', '/api/v1/sign-out-others'));
    expect(json).toEqual({ ended: 3 });
    await Promise.all(connections.map((connection) => endsAtOnce(connection, at)));
    for (const each of others) expect((await each.visit('/api/v1/me')).status).toBe(401);
    expect([mine.socket.connected, program.socket.connected]).toEqual([true, true]);
    expect(await signInsOf(desk)).toHaveLength(1);
    await mine.close();
  });

  test('[A11] revoking a token ends its sockets on the other node within a second', async () => {
    const username = somebody();
    const desk = await signedIn(username, FIREFOX);
    const [remaining, revoked] = [await quad.token(username), await quad.token(username)];
    const stays = await cast.modern({ id: username, token: remaining }, { url: other.url });
    const connections = [
      await cast.modern({ id: username, token: revoked }, { url: other.url }),
      await cast.legacyClient({ id: username, token: revoked }),
    ];
    const [newest] = (await desk.visit('/api/v1/tokens')).json as WireToken[];
    expect(newest).toMatchObject({ connected: true, scopes: 'all', expires: null });

    const { status, at } = await answered(change(desk, 'DELETE', `/api/v1/tokens/${newest?.id}`));
    expect(status).toBe(200);
    await Promise.all(connections.map((connection) => endsAtOnce(connection, at)));
    const connection = await open(other.url);
    expect(await connection.say('new_client', { token: revoked })).toMatchObject({
      error: { code: 'unauthenticated' },
    });
    await connection.close();
    expect(stays.socket.connected).toBe(true);
  });

  test('[A11] no session starts with a token that was revoked during the start', async () => {
    const username = somebody();
    const desk = await signedIn(username, FIREFOX);
    const token = await quad.token(username);
    const [{ id }] = (await desk.visit('/api/v1/tokens')).json as [WireToken];
    const { pool } = await quad.db();
    const holder = await pool.connect();
    const connections = [await open(quad.url), await open(other.url)];
    // By then the token is known to be valid, but no session can be stored while the row of its user is locked.
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM users WHERE username = $1 FOR UPDATE', [username]);
    const beginnings = connections.map((connection) =>
      connection.say('new_client', { token }).catch((error: Error) => error),
    );
    await eventually(
      () =>
        pool.query(
          `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        ),
      ({ rowCount }) => rowCount === connections.length,
    );
    expect((await change(desk, 'DELETE', `/api/v1/tokens/${id}`)).status).toBe(200);
    await holder.query('COMMIT');
    holder.release();
    for (const beginning of beginnings) {
      const outcome = await beginning;
      // The revocation finds the beginning session and disconnects its socket, or the session's check finds it.
      if (outcome instanceof Error) expect(outcome.message).toBe('socket has been disconnected');
      else expect(outcome).toMatchObject({ error: { code: 'unauthenticated' } });
    }
    await eventually(
      () => pool.query('SELECT 1 FROM sessions WHERE credential_id = $1 AND disconnected_at IS NULL', [id]),
      ({ rowCount }) => rowCount === 0,
    );
    await Promise.all(connections.map((connection) => connection.close()));
  });

  test('[A11] are ended only by their user', async () => {
    const [desk, stranger] = [await signedIn(somebody(), FIREFOX), await signedIn(somebody(), PHONE)];
    const [mine] = await signInsOf(desk);
    await change(desk, 'POST', '/api/v1/tokens', { name: 'mine', scopes: ['read'] });
    const [token] = (await desk.visit('/api/v1/tokens')).json as WireToken[];
    for (const path of [`sign-ins/${mine?.id}`, `tokens/${token?.id}`]) {
      const refused = await change(stranger, 'DELETE', `/api/v1/${path}`);
      expect([refused.status, refused.json]).toMatchObject([404, { error: { code: 'not_found' } }]);
    }
    expect(await signInsOf(desk)).toHaveLength(1);
    expect((await desk.visit('/api/v1/tokens')).json).toHaveLength(1);
  });
});
