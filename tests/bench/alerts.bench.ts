import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { exampleAlert } from '@/protocol/events/examples';
import { cookieOf } from '../support/signed-in';
import { startBareServer } from './bare';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import { startLoad } from './load/load';
import { clock, markedText } from './load/session';
import { type BenchNode, withNode } from './node';
import { scaled } from './options';
import { compare } from './table';

const SOCKETS = 9_900;
/** Alerts per run; a run's figure is their median. */
const ALERTS = 3;
const AT_ONCE = 50;
/** Milliseconds after connecting, and between two alerts, whose receipts are stored meanwhile. */
const SETTLE_MS = 10_000;
const PAUSE_MS = 3_000;
const SECRET = 'a secret of the benchmark that signs the cookie';
/** What makes a text of the peer as long as an alert. */
const PADDING = 'x'.repeat(JSON.stringify(exampleAlert).length);

/**
 * An extreme alert to everybody, from the request of the officer, COMMIT included, to its arrival at the last session,
 * beside one `io.emit` of as many bytes by a bare Socket.IO server to as many sockets.
 */
const benchmark: Benchmark = {
  name: 'An alert to everybody',
  run: (options) =>
    withNode(options, { NEXTAUTH_SECRET: SECRET }, async (node) => {
      const bare = await startBareServer();
      const people = await node.users('alert', scaled(SOCKETS, options, 10));
      const load = await startLoad({ port: node.port, people });
      const bareLoad = await startLoad({ port: bare.port, people });
      try {
        const officer = await createOfficer(node);
        await load.connect({ atOnce: AT_ONCE });
        await bareLoad.connect({ client: 'bare', atOnce: AT_ONCE });
        await delay(SETTLE_MS);
        const issue = async () => {
          const mark = load.mark();
          const building = await officer.addBuilding(`mark:${mark}`);
          const at = clock();
          await officer.alert(building);
          const times = await load.arrivals({ mark });
          await delay(PAUSE_MS);
          return { half: quantile(times, 0.5) - at, last: (times.at(-1) as number) - at };
        };
        const emit = async () => {
          const mark = bareLoad.mark();
          const at = clock();
          bare.emit(markedText(mark) + PADDING);
          const times = await bareLoad.arrivals({ mark });
          await delay(PAUSE_MS);
          return { half: quantile(times, 0.5) - at, last: (times.at(-1) as number) - at };
        };
        for (const first of [issue, emit]) await first();
        const { half, last } = await inTurns(
          options.pairs,
          () => medians(issue),
          () => medians(emit),
        );
        return [
          compare(`${people.length} sessions, to half of them`, 'ms', half, 'io.emit', {
            of: 'figure',
            atMost: 500,
          }),
          compare(`${people.length} sessions, to the last one`, 'ms', last, 'io.emit', {
            of: 'ratio',
            atMost: 1.2,
          }),
        ];
      } finally {
        await load.stop();
        await bareLoad.stop();
        await bare.stop();
      }
    }),
};
export default benchmark;

/** Creates an administrator, who adds buildings, and a sole operator, who alerts. */
async function createOfficer(node: BenchNode) {
  const [administrator, operator] = await node.users('officer', 2);
  if (!administrator || !operator) throw new Error('there are no officers');
  const client = new pg.Client(node.databaseUrl);
  await client.connect();
  await client.query('UPDATE users SET administrator = true WHERE username = $1', [administrator.id]);
  const { rows } = await client.query<{ id: string }>(
    `WITH granted AS (INSERT INTO alert_grants (user_id, role, granted_by)
       SELECT id, 'sole_operator', id FROM users WHERE username = $1 RETURNING user_id)
     INSERT INTO sign_ins (user_id, expires_at) SELECT user_id, now() + interval '1 hour' FROM granted RETURNING id`,
    [operator.id],
  );
  await client.end();
  const cookie = await cookieOf(rows[0]?.id ?? '', SECRET);
  const post = async (path: string, headers: Record<string, string>, body: object) => {
    const answer = await fetch(node.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.body?.cancel();
  };
  return {
    async addBuilding(name: string): Promise<string> {
      const id = `b-${randomUUID()}`;
      const headers = { authorization: `Bearer ${administrator.token}` };
      await post('/api/v1/admin/buildings', headers, { id, name, campus: null, shape: null });
      return id;
    },
    alert: (building: string) =>
      post(
        '/api/v1/live-alerts/break-glass',
        { cookie, origin: node.url },
        {
          key: randomUUID(),
          template: 'lockdown',
          values: { time: '14:05' },
          area: { buildings: [building] },
          word: 'ALERT',
        },
      ),
  };
}

async function medians(once: () => Promise<{ half: number; last: number }>) {
  const times: { half: number; last: number }[] = [];
  for (let n = 0; n < ALERTS; n++) times.push(await once());
  return {
    half: quantile(
      times.map(({ half }) => half),
      0.5,
    ),
    last: quantile(
      times.map(({ last }) => last),
      0.5,
    ),
  };
}
