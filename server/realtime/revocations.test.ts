import { describe, expect, it, vi } from 'vitest';
import type { Db } from '@/db/client';
import { createRevocations } from './revocations';

/** Returns revocations over a database that assigns ids, and what they called. */
function createRecorded() {
  const query = vi.fn(async (_sql: string, [events]: string[]) => ({
    rows: JSON.parse(events as string).map((_: unknown, n: number) => ({ id: n + 1 })),
  }));
  const publish = vi.fn();
  const revokeLocalSockets = vi.fn();
  const db = { pool: { query } } as unknown as Db;
  const { revoke } = createRevocations({ db, relay: { publish }, sessions: { revokeLocalSockets } });
  return { revoke, query, publish, revokeLocalSockets };
}

describe('revoke', () => {
  it("[A11] disconnects this node's sockets and writes one event for every node to the outbox", async () => {
    const { revoke, query, publish, revokeLocalSockets } = createRecorded();
    const what = { credentialId: '0a1b2c3d-0000-4000-8000-000000000001' };
    await revoke([{ what, reason: 'revoked' }]);

    expect(revokeLocalSockets.mock.calls).toEqual([[what, 'revoked']]);
    const event = { to: 'nodes', body: { type: 'cut', what, reason: 'revoked' } };
    expect(query).toHaveBeenCalledTimes(1);
    const [sql, [events]] = query.mock.calls[0] as [string, string[]];
    expect(sql).toContain('INSERT INTO outbox');
    expect(JSON.parse(events as string)).toEqual([event]);
    expect(publish.mock.calls).toEqual([[[{ id: 1, event }]]]);
  });

  it('writes nothing when nothing is revoked', async () => {
    const { revoke, query, publish, revokeLocalSockets } = createRecorded();
    await revoke([]);
    for (const called of [query, publish, revokeLocalSockets]) expect(called).not.toHaveBeenCalled();
  });
});
