import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';
import { authenticateToken } from '@/server/accounts/authenticate-token';
import { createTokens } from '@/server/accounts/create-tokens';
import { forgetRemains } from '@/server/accounts/store/erasure';
import type { UserActor } from '@/server/actor';
import type { App } from '@/server/app';
import { sendMessage } from '@/server/conversations/send-message';
import { readConversations } from '@/server/conversations/store/views';
import { cellOf } from '@/server/presence/cells';
import { changePresence, refreshPresence } from '@/server/presence/change-presence';
import { declareBuilding } from '@/server/presence/declare-building';
import { reportPosition } from '@/server/presence/report-position';
import { findExpired, forgetBounds, readOnline } from '@/server/presence/store';
import { updateSharing } from '@/server/presence/update-sharing';
import { beginSession } from '@/server/realtime/begin-session';
import type { Socket } from '@/server/realtime/live-sessions';
import { createSessionWriter } from '@/server/realtime/session-writer';
import {
  beat,
  deleteExcessSessions,
  disconnectSessions,
  endSessionsOfDeadNodes,
  findGone,
  forgetSessions,
  forgetUser,
  reconcileSessions,
  startSessions,
} from '@/server/realtime/store';
import type { Core } from '../support/core';
import { withCores } from '../support/suite';

const GRACE_MS = 60_000;
const CAMPUS = { latitude: 38.737, longitude: -9.139 };

/** A second node on the same database. */
const { core, other } = withCores();
beforeEach(async () => {
  await core.db.pool.query('DELETE FROM sessions');
  await core.db.pool.query('DELETE FROM nodes');
  for (const node of [core, other]) await beat(node.db, node.app.id);
});

const sql = (text: string, ...values: unknown[]) => core.db.pool.query(text, values);
const row = async (id: string) => (await sql('SELECT * FROM sessions WHERE id = $1', id)).rows[0];
const online = async () => (await readOnline(core.db)).map((state) => state.userId).toSorted();
/** Resumes a session on a socket of a node; returns the result of a start that finds no such session, too. */
const resume = async (node: Core, user: UserActor, id: string, socketId: string) => {
  const { userId, credentialId } = user;
  await core.credential(user);
  const start = { id: randomUUID(), resumes: id, userId, credentialId, socketId };
  return (await startSessions(node.db.pool, node.app.id, [start]))[0];
};
const disconnect = ({ socketId }: { socketId: string }) => disconnectSessions(core.db.pool, [socketId]);
const activity = async (user: UserActor) =>
  (
    await sql(
      'SELECT code, from_building AS "from", to_building AS "to" FROM activity WHERE user_id = $1 ORDER BY id',
      user.userId,
    )
  ).rows;
/** Sets a time of the session to this long ago. */
const since = (column: 'connected_at' | 'disconnected_at', ms: number) =>
  sql(
    `UPDATE sessions SET ${column} = now() - $1 * interval '1 millisecond' WHERE ${column} IS NOT NULL`,
    ms,
  );

describe('resuming a session', () => {
  test('returns the connection that still has it, and only to its own user', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const { id, socketId } = await core.session(ana);
    const again = { ...ana, credentialId: randomUUID() }; // signed out and in again meanwhile
    expect(await resume(other, rui, id, 'of another')).toMatchObject({ resumed: false, isFirst: true });
    expect(await resume(other, again, randomUUID(), 'unknown')).toMatchObject({
      resumed: false,
      from: null,
      isFirst: false,
    });
    expect(await resume(other, again, id, 'next')).toEqual({
      id,
      resumed: true,
      from: { socketId, nodeId: core.app.id },
      isFirst: false,
    });
    // The late end of the old connection ends nothing.
    expect(await disconnect({ socketId })).toEqual([]);
    expect(await row(id)).toMatchObject({ disconnected_at: null, credential_id: again.credentialId });
    expect(await disconnect({ socketId: 'next' })).toEqual([ana.userId]);
    expect(await disconnect({ socketId: 'next' })).toEqual([]);
    expect(await resume(core, again, id, 'last')).toMatchObject({ resumed: true, from: null });
  });

  test('of several at once, each gets the one before it', async () => {
    const ana = await core.person();
    const { id, socketId } = await core.session(ana);
    const sockets = Array.from({ length: 8 }, (_, n) => `herd-${n}`);
    const takeovers = await Promise.all(sockets.map((socket) => resume(core, ana, id, socket)));
    const remaining = [...sockets, socketId].filter(
      (socket) => !takeovers.some((takeover) => takeover?.from?.socketId === socket),
    );
    expect(remaining).toEqual([(await row(id)).socket_id]);
  });

  test('of a user who was erased meanwhile stores nothing, and does not affect the others', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const starts = [{ ...ana, userId: randomUUID() }, rui].map(({ userId, credentialId }) => ({
      id: randomUUID(),
      resumes: null,
      userId,
      credentialId,
      socketId: randomUUID(),
    }));
    const started = await startSessions(core.db.pool, core.app.id, starts);
    expect(started).toEqual([null, { id: starts[1]?.id, resumed: false, from: null, isFirst: true }]);
  });
});

describe('[C11] people who connect at once', () => {
  /** Authenticates and starts a session, as `new_client` does. */
  const connect = async (token: string, cursors: Record<string, number> = {}) => {
    const actor = await authenticateToken(core.app, { token });
    return core.app.sessionWriter.start({ ...startOf(actor), cursors });
  };
  const startOf = (actor: UserActor) => ({
    id: randomUUID(),
    resumes: null,
    userId: actor.userId,
    credentialId: actor.credentialId,
    socketId: randomUUID(),
    actor,
    keepsLog: true,
    cursors: {},
  });
  const tokensOf = async (usernames: string[]) =>
    (await createTokens(core, { usernames })).map(({ token }) => token);

  test('share statements and round trips', async () => {
    const [first = '', ...others] = await tokensOf(Array.from({ length: 1_001 }, (_, n) => `herd${n}`));
    const count = async (tokens: string[]) => {
      let statements = 0;
      const trips = await core.trips(async () => {
        statements = await core.statements(() => Promise.all(tokens.map((token) => connect(token))));
      });
      return { statements, trips };
    };
    const one = await count([first]);
    // The look-up of the token, the session with its log, and behind it the record of the arrival.
    expect(one.trips).toBeLessThanOrEqual(3);
    const many = await count(others);
    const batches = 10;
    expect(many.statements).toBeLessThanOrEqual((batches + 1) * one.statements);
    expect(many.trips).toBeLessThanOrEqual((batches + 1) * 3);
    expect(core.app.registry.online()).toHaveLength(1_001);
    // Nobody waits for the activity log.
    const arrivals = `SELECT DISTINCT user_id FROM activity WHERE code = 'logged_in_at'`;
    await expect.poll(async () => (await sql(arrivals)).rowCount).toBe(1_001);
  });

  test('get each their own log', async () => {
    const people = await core.people(40);
    const tokens = await tokensOf(people.map(({ username }) => username));
    for (const [n, person] of people.entries())
      await sendMessage(core.app, {
        actor: person,
        address: { to: 'people', users: [person.username] },
        text: `note ${n}`,
        clientId: randomUUID(),
      });
    const started = await Promise.all(
      people.map(async ({ userId }, n) => {
        const [conversation] = await readConversations(core.db.pool, userId);
        return connect(tokens[n] as string, { [conversation?.id as string]: 0 });
      }),
    );
    expect(
      started.map(({ log, state }) => [
        state.userId,
        log.conversations.map(({ last }) => last?.message.text),
        log.entries.filter(isShown).map(({ message }) => message.text),
      ]),
    ).toEqual(people.map(({ userId }, n) => [userId, [`note ${n}`], [`note ${n}`]]));
  });

  test('are refused alone', async () => {
    const [good = '', revoked = '', erased = '', wrong = ''] = await tokensOf(
      ['good', 'revoked', 'erased', 'wrong'].map((name) => `alone-${name}`),
    );
    const actors = await Promise.all(
      [good, revoked, erased, wrong].map((token) => authenticateToken(core.app, { token })),
    );
    await sql('UPDATE api_tokens SET revoked_at = now() WHERE id = $1', actors[1]?.credentialId);
    (actors[2] as UserActor).userId = randomUUID();
    const starts = actors.map((actor, n) => ({
      ...startOf(actor),
      // A client's cursors are parsed before; this stands for whatever makes one log unreadable.
      cursors: (n === 3 ? { 'no conversation': 0 } : {}) as Record<string, number>,
    }));
    const outcomes = await Promise.allSettled(starts.map((start) => core.app.sessionWriter.start(start)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(outcomes.slice(1, 3)).toMatchObject([
      { reason: { code: 'unauthenticated' } },
      { reason: { code: 'unauthenticated' } },
    ]);
    expect(await row(starts[0]?.id as string)).toMatchObject({ disconnected_at: null });
  });

  test('each begin as soon as their own log was read, when the logs cannot be read together', async () => {
    const tokens = await tokensOf(['reads-1', 'reads-2', 'reads-3']);
    const actors = await Promise.all(tokens.map((token) => authenticateToken(core.app, { token })));
    const calls: (() => void)[] = [];
    const writer = createSessionWriter({
      ...core.app,
      db: {
        ...core.db,
        // The second one, which reads for the first start alone, is slow.
        async pipeline(work) {
          if (calls.push(() => {}) === 2)
            await new Promise<void>((resolve) => {
              calls[1] = resolve;
            });
          return core.db.pipeline(work);
        },
      },
    });
    const [unreadable, ...others] = actors.map((actor, n) =>
      writer.start({
        ...startOf(actor),
        cursors: (n === 0 ? { 'no conversation': 0 } : {}) as Record<string, number>,
      }),
    );
    expect(await Promise.all(others)).toMatchObject([{ resumed: false }, { resumed: false }]);
    const refused = expect(unreadable).rejects.toThrow();
    calls[1]?.();
    await refused;
    expect(calls).toHaveLength(4);
  });

  test('are refused at once when the database fails while the logs are read', async () => {
    const tokens = await tokensOf(['down-1', 'down-2', 'down-3']);
    const actors = await Promise.all(tokens.map((token) => authenticateToken(core.app, { token })));
    let calls = 0;
    const writer = createSessionWriter({
      ...core.app,
      db: {
        ...core.db,
        pipeline(work) {
          calls += 1;
          return core.db.pipeline((client) => {
            const query = (...asked: Parameters<typeof client.query>) =>
              (asked[0] as { name?: string }).name === 'readStamps'
                ? Promise.reject(Object.assign(new Error('down'), { code: 'ECONNRESET' }))
                : client.query(...asked);
            return work({ query } as never);
          });
        },
      },
    });
    const outcomes = await Promise.allSettled(actors.map((actor) => writer.start(startOf(actor))));
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(calls).toBe(1);
  });

  test('do not wait for one of them whose presence is locked, neither to begin nor to end', async () => {
    const people = await core.people(8);
    const tokens = await tokensOf(people.map(({ username }) => username));
    const actors = await Promise.all(tokens.map((token) => authenticateToken(core.app, { token })));
    await Promise.all(people.map((person) => changePresence(core.app, person.userId, {})));
    const starts = actors.map(startOf);
    const begin = (some: typeof starts) =>
      Promise.allSettled(some.map((start) => core.app.sessionWriter.start(start)));
    const lock = await other.db.pool.connect();
    await lock.query('BEGIN');
    await lock.query('SELECT 1 FROM presences WHERE user_id = $1 FOR UPDATE', [people[2]?.userId]);
    try {
      const begun = await begin(starts);
      expect(begun.map(({ status }) => status)).toEqual(
        people.map((_, n) => (n === 2 ? 'rejected' : 'fulfilled')),
      );
      expect(begun[2]).toMatchObject({ reason: { code: 'unavailable', retryable: true } });
      const ended = await Promise.allSettled(starts.map((start) => core.app.sessionWriter.end(start)));
      expect(ended.map(({ status }) => status)).toEqual(begun.map(({ status }) => status));
    } finally {
      await lock.query('ROLLBACK');
      lock.release();
    }
    expect((await begin(actors.map(startOf))).map(({ status }) => status)).toEqual(
      people.map(() => 'fulfilled'),
    );
  });

  test('with one session to resume: the last connection gets it', async () => {
    const ana = await core.person();
    const [token = ''] = await tokensOf([ana.username]);
    const actor = await authenticateToken(core.app, { token });
    const { id } = await core.session(ana);
    const sockets = ['resumed-1', 'resumed-2', 'resumed-3'];
    const outcomes = await Promise.allSettled(
      sockets.map((socketId) =>
        core.app.sessionWriter.start({
          id: randomUUID(),
          resumes: id,
          userId: ana.userId,
          credentialId: actor.credentialId,
          socketId,
          actor,
          keepsLog: true,
          cursors: {},
        }),
      ),
    );
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'unavailable' } },
      { status: 'rejected', reason: { code: 'unavailable' } },
      { status: 'fulfilled', value: { id, resumed: true } },
    ]);
    expect(await row(id)).toMatchObject({ socket_id: 'resumed-3' });
  });
});

test('[A11][D17] a session whose credential ends before its start is stored is sent nothing', async () => {
  const ana = await core.person();
  await core.credential(ana);
  const sent: unknown[] = [];
  const keep = (...args: unknown[]) => void sent.push(args);
  const socket = { id: 'beginning', data: { connection: { state: 'beginning' } }, emit: keep };
  const conn = { transport: {}, write: keep, writeBuffer: [] };
  const lock = await core.db.pool.connect();
  await lock.query('BEGIN');
  await lock.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [ana.userId]);
  const refused = expect(
    beginSession(core.app, { ...socket, conn } as unknown as Socket, ana, { version: 1 } as never),
  ).rejects.toMatchObject({ code: 'unauthenticated' });
  const entry = { seq: 1, conversation: { id: 'c' }, message: { id: 'm' } } as unknown as WireEntry;
  core.app.sessions.broadcast(core.app.sessions.ofUsers(new Set([ana.userId])), entry);
  await lock.query('UPDATE api_tokens SET revoked_at = now() WHERE id = $1', [ana.credentialId]);
  await lock.query('COMMIT');
  lock.release();
  await refused;
  expect([sent, core.app.sessions.of(ana.userId)]).toEqual([[], []]);
});

describe('a refused start that resumes a session', () => {
  /** A user with a token, and the session of the user on another node. */
  const connected = async () => {
    const ana = await core.person();
    await core.credential(ana);
    return { ana, session: await other.session(ana) };
  };
  const begin = (actor: UserActor, session: string, socketId: string, cursors: Record<string, number>) => {
    const socket = { id: socketId, data: { connection: { state: 'beginning' } } } as unknown as Socket;
    return beginSession(core.app, socket, actor, { version: 1, session, cursors } as never);
  };

  test('[A8] takes it from no socket if the credential has ended', async () => {
    const { ana, session } = await connected();
    await sql('UPDATE api_tokens SET revoked_at = now() WHERE id = $1', ana.credentialId);
    await sql('DELETE FROM outbox');
    await expect(begin(ana, session.id, 'late', {})).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await row(session.id)).toMatchObject({ socket_id: session.socketId, disconnected_at: null });
    expect((await sql('SELECT 1 FROM outbox')).rowCount).toBe(0);
    expect((await sql('SELECT 1 FROM sessions WHERE disconnected_at IS NULL')).rowCount).toBe(1);
  });

  test('[P12][A10] leaves no session without a socket, whatever the reason', async () => {
    const { ana, session } = await connected();
    // A client's cursors are parsed before; this stands for whatever makes one log unreadable.
    await expect(begin(ana, session.id, 'refused', { 'no conversation': 0 })).rejects.toThrow();
    expect(await row(session.id)).toMatchObject({ socket_id: 'refused', disconnected_at: expect.any(Date) });
    expect(await online()).toEqual([]);
  });
});

test('[S20] past the limit of one user the oldest sessions end, those without a connection first', async () => {
  const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
  const otherSession = await core.session(rui);
  const sessions: Awaited<ReturnType<typeof core.session>>[] = [];
  for (let n = 0; n < 5; n++) sessions.push(await core.session(ana));
  const [first, second, third, disconnected, last] = sessions as [
    typeof otherSession,
    typeof otherSession,
    typeof otherSession,
    typeof otherSession,
    typeof otherSession,
  ];
  await disconnect(disconnected);
  expect(await deleteExcessSessions(core.db.pool, [ana.userId, rui.userId], 4)).toEqual([]);
  expect(await row(disconnected.id)).toBeUndefined();
  expect((await deleteExcessSessions(core.db.pool, [ana.userId, rui.userId], 2)).toSorted()).toEqual(
    [first.socketId, second.socketId].toSorted(),
  );
  for (const { id } of [third, last, otherSession]) expect(await row(id)).toBeDefined();
});

describe('[P12] a node that died', () => {
  test('ends its sessions, and those of a running node stay', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    await core.session(ana);
    await other.session(rui);
    await sql(`UPDATE nodes SET heartbeat_at = now() - interval '10 seconds' WHERE id = $1`, other.app.id);
    const asked = { deadAfterMs: 9_000, notAfter: new Date(Date.now() - 60_000) };
    expect(await endSessionsOfDeadNodes(core.db, asked)).toEqual([]);
    asked.notAfter = new Date(Date.now() + 60_000);
    expect(await endSessionsOfDeadNodes(core.db, asked)).toEqual([rui.userId]);
    expect(await endSessionsOfDeadNodes(core.db, { deadAfterMs: 9_000 })).toEqual([]);
    expect(await online()).toEqual([ana.userId]);
    expect(await endSessionsOfDeadNodes(core.db, { goodbye: core.app.id })).toEqual([ana.userId]);
  });

  test('and turns out to run gets its sessions back, with their rooms', async () => {
    const ana = await core.person();
    const session = await core.session(ana, { modern: true });
    await changePresence(core.app, ana.userId, { buildingId: 'back' });
    await sql(
      "UPDATE nodes SET heartbeat_at = now() - $1 * interval '1 second' WHERE id = $2",
      60,
      core.app.id,
    );
    await refreshPresence(other.app, await endSessionsOfDeadNodes(other.db, { deadAfterMs: 9_000 }));
    expect([await online(), other.app.registry.online()]).toEqual([[], []]);
    await beat(core.db, core.app.id);
    // A session that ended just now may have ended by itself.
    const live = [session];
    expect((await reconcileSessions(core.db, core.app.id, live)).back).toEqual([]);
    await since('disconnected_at', 6_000);
    expect(await reconcileSessions(core.db, core.app.id, live)).toEqual({
      ended: [],
      back: [ana.userId],
      lost: [],
    });
    const state = await changePresence(core.app, ana.userId, {});
    expect(state).toMatchObject({ online: true, buildingId: 'back', room: { fromSeq: 1 } });
    expect(await reconcileSessions(core.db, core.app.id, live)).toEqual({ ended: [], back: [], lost: [] });
  });
});

describe('[P12] maintenance', () => {
  test('does not wait for a session that another transaction has locked, and ends it later', async () => {
    const [ana, rui, eva] = (await core.people(3)) as [UserActor, UserActor, UserActor];
    await core.session(ana);
    const held = await core.session(rui);
    const live = await core.session(eva);
    await since('connected_at', 20_000);
    const lock = await other.db.pool.connect();
    const withLock = async (id: string, work: () => Promise<void>) => {
      await lock.query('BEGIN');
      await lock.query('SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE', [id]);
      await work();
      await lock.query('COMMIT');
    };
    await withLock(held.id, async () => {
      expect((await reconcileSessions(core.db, core.app.id, [live])).ended).toEqual([ana.userId]);
      expect(await deleteExcessSessions(core.db.pool, [rui.userId], 0)).toEqual([]);
    });
    expect((await reconcileSessions(core.db, core.app.id, [live])).ended).toEqual([rui.userId]);
    await disconnect(live);
    await since('disconnected_at', GRACE_MS + 1_000);
    await withLock(live.id, async () => {
      expect((await reconcileSessions(core.db, core.app.id, [live])).back).toEqual([]);
      await core.session(eva);
      await forgetSessions(core.db, GRACE_MS);
    });
    expect((await reconcileSessions(core.db, core.app.id, [live])).back).toEqual([eva.userId]);
    await withLock(live.id, async () => {
      expect(await endSessionsOfDeadNodes(core.db, { goodbye: core.app.id })).toEqual([eva.userId]);
    });
    expect(await endSessionsOfDeadNodes(core.db, {})).toEqual([eva.userId]);
    lock.release();
  });

  test('of an erased user locks the presence before the sessions, as starts and ends do', async () => {
    const ana = await core.person();
    const { id } = await core.session(ana);
    await changePresence(core.app, ana.userId, {});
    const lock = await other.db.pool.connect();
    await lock.query('BEGIN');
    await lock.query('SELECT 1 FROM presences WHERE user_id = $1 FOR UPDATE', [ana.userId]);
    const forgotten = core.db.transaction((client) => forgetRemains(client, ana.userId));
    const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%presences%'`;
    await expect.poll(async () => (await core.db.pool.query(waits)).rowCount).toBe(1);
    await lock.query('SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE NOWAIT', [id]);
    await lock.query('COMMIT');
    lock.release();
    await forgotten;
    expect(await row(id)).toBeUndefined();
  });
});

describe('stored and running sessions', () => {
  test('a session that could not be ended is ended later, and a new one is unaffected', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    await core.session(ana);
    await other.session(rui);
    expect((await reconcileSessions(core.db, core.app.id, [])).ended).toEqual([]);
    await since('connected_at', 20_000);
    expect((await reconcileSessions(core.db, core.app.id, [])).ended).toEqual([ana.userId]);
    expect(await online()).toEqual([rui.userId]);
  });

  test('a socket whose session was deleted, or resumed elsewhere, is reported', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const [remaining, moved] = [await core.session(ana), await core.session(rui)];
    await resume(other, rui, moved.id, 'elsewhere');
    const unknown = { id: randomUUID(), socketId: randomUUID() };
    const { lost } = await reconcileSessions(core.db, core.app.id, [remaining, moved, unknown]);
    expect(lost.toSorted()).toEqual([moved.socketId, unknown.socketId].toSorted());
  });
});

describe('[P1] the grace time', () => {
  const forget = (user: UserActor) =>
    changePresence(core.app, user.userId, async (_before, client) =>
      (await forgetUser(client, user.userId, GRACE_MS)) ? { sharing: false, cell: null } : null,
    );

  test('is over when the last session has been gone that long', async () => {
    const ana = await core.person();
    const [first, two] = [await core.session(ana), await core.session(ana)];
    await changePresence(core.app, ana.userId, { sharing: true, cell: cellOf(38, -9) });
    await disconnect(first);
    await since('disconnected_at', GRACE_MS + 1_000);
    expect(await findGone(core.db, GRACE_MS)).toEqual([]);
    expect((await forget(ana)).sharing).toBe(true);
    await forgetSessions(core.db, GRACE_MS);
    expect([await row(first.id), (await row(two.id)).id]).toEqual([undefined, two.id]);

    await disconnect(two);
    expect(await findGone(core.db, GRACE_MS)).toEqual([]);
    await since('disconnected_at', GRACE_MS + 1_000);
    expect(await findGone(core.db, GRACE_MS)).toEqual([ana.userId]);
    expect(await forget(ana)).toMatchObject({ sharing: false, cell: null, online: false });
    expect(await findGone(core.db, GRACE_MS)).toEqual([]);
  });

  test('of a user who came back in time ends nothing', async () => {
    const ana = await core.person();
    const session = await core.session(ana);
    await changePresence(core.app, ana.userId, { sharing: true });
    await disconnect(session);
    await since('disconnected_at', GRACE_MS + 1_000);
    expect(await findGone(core.db, GRACE_MS)).toEqual([ana.userId]);
    await core.session(ana);
    expect((await forget(ana)).sharing).toBe(true);
    expect(await row(session.id)).toBeDefined();
  });

  test('of a user who reports without a session lasts until the location expires', async () => {
    const ana = await core.person();
    await reportPosition(core.app, { actor: ana, consent: true, ...CAMPUS });
    expect((await core.app.readPresence(ana.userId))?.state.sharing).toBe(true);
    await sql(`UPDATE presences SET expires_at = now() - interval '1 s' WHERE user_id = $1`, ana.userId);
    expect(await findExpired(core.db)).toContainEqual({ userId: ana.userId, disconnected: true });
    await core.session(ana);
    expect(await findExpired(core.db)).toContainEqual({ userId: ana.userId, disconnected: false });
  });
});

describe('[P1] sharing that is turned off', () => {
  test('is not turned on again by a concurrent report', async () => {
    const ana = await core.person();
    await core.session(ana);
    await updateSharing(core.app, { actor: ana, sharing: true });
    await reportPosition(core.app, { actor: ana, consent: false, ...CAMPUS });
    const client = await core.db.pool.connect();
    await client.query('BEGIN');
    await client.query(
      'UPDATE presences SET sharing = false, cell_row = NULL, cell_col = NULL WHERE user_id = $1',
      [ana.userId],
    );
    // The report has read that sharing is on, and waits for the row.
    const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%presences%'`;
    const report = reportPosition(core.app, {
      actor: ana,
      consent: false,
      latitude: 38.75,
      longitude: -9.139,
    });
    const refused = expect(report).rejects.toMatchObject({ code: 'not_located' });
    await expect.poll(async () => (await other.db.pool.query(waits)).rowCount).toBe(1);
    await client.query('COMMIT');
    client.release();
    await refused;
    expect((await core.app.readPresence(ana.userId))?.state).toMatchObject({ sharing: false, cell: null });
  });

  test('keeps only a building that was chosen by hand, whatever this node knows', async () => {
    const ana = await core.person();
    await core.session(ana);
    await changePresence(other.app, ana.userId, { buildingId: 'found', sharing: true, declared: false });
    expect((await updateSharing(core.app, { actor: ana, sharing: false })).place.building).toBeNull();
    await changePresence(other.app, ana.userId, { buildingId: 'chosen', sharing: true, declared: true });
    expect((await updateSharing(core.app, { actor: ana, sharing: false })).place.building?.id).toBe('chosen');
  });
});

describe('[P6][P15] moves and choices', () => {
  const at = (metres: number) => ({ latitude: 38.737 + metres / 111_195, longitude: -9.139 });
  const tagus = { id: 'tagus', name: 'Tagus', ...at(14_000), radius: 50 };
  const civil = { id: 'civil', name: 'Civil', ...at(0), radius: 50 };
  const both = () => [core.app, other.app];

  test('are checked against those of other nodes, by the stored state', async () => {
    const ana = await core.person();
    await core.session(ana);
    const was = both().map(({ config, places }) => ({ limits: config.limits, get: places.get }));
    for (const { config, places } of both()) {
      config.limits = {
        handover: { burst: 1, perSecond: 0.001 },
        declare: { burst: 3, perSecond: 0.001 },
      } as never;
      places.get = (id) => [tagus, civil].find((building) => building.id === id) as never;
    }
    try {
      const report = (app: App, metres: number, actor = ana) =>
        reportPosition(app, { actor, consent: true, ...at(metres) });
      await report(core.app, 0);
      // The node itself has no position of this user, and would accept any first position.
      await expect(report(other.app, 14_000)).rejects.toMatchObject({ code: 'implausible_movement' });
      await report(other.app, 100);
      // Turning sharing off does not reset it either.
      await updateSharing(core.app, { actor: ana, sharing: false });
      await expect(report(other.app, 14_000)).rejects.toMatchObject({ code: 'implausible_movement' });
      const phone = { ...ana, credentialId: randomUUID() };
      await report(other.app, 14_000, phone);
      await expect(report(core.app, 0, { ...ana, credentialId: randomUUID() })).rejects.toMatchObject({
        code: 'implausible_movement',
      });

      const declare = (app: App, buildingId: string) => declareBuilding(app, { actor: ana, buildingId });
      await declare(core.app, 'civil');
      await expect(declare(other.app, 'tagus')).rejects.toMatchObject({ code: 'implausible_movement' });
      await declare(other.app, 'civil');
      await declare(core.app, 'civil');
      await expect(declare(other.app, 'civil')).rejects.toMatchObject({ code: 'rate_limited' });
      const { rows } = await sql('SELECT bounds FROM presences WHERE user_id = $1', ana.userId);
      expect(JSON.stringify(rows)).not.toMatch(/latitude|38\.7/);
      await sql('UPDATE presences SET bounds_until = now() WHERE user_id = $1', ana.userId);
      await forgetBounds(core.db);
      expect((await sql('SELECT 1 FROM presences WHERE bounds IS NOT NULL')).rowCount).toBe(0);
    } finally {
      for (const [n, { config, places }] of both().entries()) {
        config.limits = was[n]?.limits as never;
        places.get = was[n]?.get as never;
      }
    }
  });

  test('of a position without a change of cell cost one statement', async () => {
    const ana = await core.person();
    await core.session(ana);
    const report = () => reportPosition(core.app, { actor: ana, consent: true, ...at(0) });
    await report();
    expect(await core.statements(report)).toBe(1);
  });
});

describe('publishing to the other nodes', () => {
  test('for many users whose sessions ended takes as many statements as for one', async () => {
    const people = await core.people(40);
    const sessions = await Promise.all(people.map((person) => core.session(person)));
    for (const person of people) await changePresence(core.app, person.userId, { sharing: true });
    await disconnectSessions(
      core.db.pool,
      sessions.map(({ socketId }) => socketId),
    );
    const ids = people.map((person) => person.userId);
    const forOne = await core.statements(() => refreshPresence(core.app, ids.slice(0, 1)));
    expect(await core.statements(() => refreshPresence(core.app, ids.slice(1)))).toBe(forOne);
    expect(await core.statements(() => refreshPresence(core.app, []))).toBe(0);
    expect(ids.map((id) => core.app.registry.stateOf(id)?.online ?? false)).toEqual(ids.map(() => false));
  });

  test('goes through the outbox when the broker does not accept it', async () => {
    const ana = await core.person();
    await core.session(ana);
    const { publish } = core.app.broker;
    core.app.broker.publish = () => Promise.reject(Object.assign(new Error('down'), { code: 'unavailable' }));
    core.relayed.length = 0;
    await sql('DELETE FROM outbox');
    try {
      await changePresence(core.app, ana.userId, { buildingId: 'here' });
      await changePresence(core.app, ana.userId, { buildingId: 'there' });
    } finally {
      core.app.broker.publish = publish;
    }
    const relayedEvents = core.relayed.map(({ event }) => event.body);
    expect(relayedEvents).toMatchObject([
      { type: 'presence', state: { userId: ana.userId, buildingId: 'here' } },
      { type: 'presence', state: { userId: ana.userId, buildingId: 'there' } },
    ]);
    expect((await sql('SELECT 1 FROM outbox')).rowCount).toBe(2);
  });

  test('[D11] of a leave from a room is done before the leave is answered', async () => {
    const ana = await core.person();
    await core.session(ana);
    await changePresence(core.app, ana.userId, { buildingId: 'left' }, { moved: true });
    const { publish } = core.app.broker;
    let confirm = () => {};
    core.app.broker.publish = () =>
      new Promise((resolve) => {
        confirm = resolve;
      });
    let heard = false;
    const leaving = changePresence(core.app, ana.userId, { buildingId: null }, { moved: true }).then(() => {
      heard = true;
    });
    await expect.poll(() => core.app.registry.stateOf(ana.userId)?.buildingId).toBeNull();
    expect(heard).toBe(false);
    confirm();
    await leaving;
    core.app.broker.publish = publish;
    expect(await activity(ana)).toEqual([
      { code: 'moved', from: null, to: 'Building left' },
      { code: 'moved', from: 'Building left', to: null },
    ]);
  });

  test('[P13] logs no movement unless the settings enable it', async () => {
    const ana = await core.person();
    core.app.config.activityMovements = false;
    try {
      await changePresence(core.app, ana.userId, { buildingId: 'here' }, { moved: true });
    } finally {
      core.app.config.activityMovements = true;
    }
    expect(await activity(ana)).toEqual([]);
  });
});
