import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { WireAlert, WireIssued, WireRollCall } from '@/protocol/alerts';
import { cookieOf } from '../support/signed-in';
import type { BenchNode } from './node';

/** What signs the cookies of officers: the node's NEXTAUTH_SECRET. */
export const SECRET = 'a secret of the benchmark that signs the cookie';

export type Officer = Awaited<ReturnType<typeof createOfficer>>;

/** Creates an administrator, who adds buildings, and an officer who alerts alone and calls the roll. */
export async function createOfficer(node: BenchNode) {
  const [administrator, operator] = await node.users('officer', 2);
  if (!administrator || !operator) throw new Error('there are no officers');
  const client = new pg.Client(node.databaseUrl);
  await client.connect();
  await client.query('UPDATE users SET administrator = true WHERE username = $1', [administrator.id]);
  const { rows } = await client.query<{ id: string }>(
    `WITH granted AS (INSERT INTO alert_grants (user_id, role, granted_by)
       SELECT id, unnest('{sole_operator,warden}'::"AlertRole"[]), id FROM users WHERE username = $1 RETURNING user_id)
     INSERT INTO sign_ins (user_id, expires_at)
     SELECT DISTINCT user_id, now() + interval '1 hour' FROM granted RETURNING id`,
    [operator.id],
  );
  await client.end();
  const cookie = await cookieOf(rows[0]?.id ?? '', SECRET);
  const post = async <T>(path: string, headers: Record<string, string>, body: object): Promise<T> => {
    const answer = await fetch(node.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const officer = { cookie, origin: node.url };
  return {
    /** Adds a building with this name. Returns its id. */
    async addBuilding(name: string): Promise<string> {
      const id = `b-${randomUUID()}`;
      const headers = { authorization: `Bearer ${administrator.token}` };
      await post('/api/v1/admin/buildings', headers, { id, name, campus: null, shape: null });
      return id;
    },
    /** Alerts a building; a lockdown reaches everybody. */
    alert: async (building: string, template: 'lockdown' | 'fire' = 'lockdown'): Promise<WireAlert> =>
      (
        await post<WireIssued>('/api/v1/live-alerts/break-glass', officer, {
          key: randomUUID(),
          template,
          values: { time: '14:05' },
          area: { buildings: [building] },
          word: 'ALERT',
        })
      ).alert,
    withdraw: ({ id, revision }: WireAlert) =>
      post<WireIssued>(`/api/v1/alerts/${id}/cancel`, officer, { revision }),
    callRoll: ({ id }: WireAlert) => post<WireRollCall>(`/api/v1/alerts/${id}/roll-call`, officer, {}),
    answer: ({ id }: WireAlert, { token }: { token: string }) =>
      post(`/api/v1/alerts/${id}/answer`, { authorization: `Bearer ${token}` }, { answer: 'safe' }),
  };
}
