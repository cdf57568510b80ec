import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '@/server/actor';
import type { App } from '@/server/app';
import { cellOf } from '@/server/presence/cells';
import { changePresence, refreshPresence } from '@/server/presence/change-presence';
import { declareBuilding } from '@/server/presence/declare-building';
import { reportPosition } from '@/server/presence/report-position';
import { findExpired, forgetBounds, readOnline, readPresence } from '@/server/presence/store';
import { updateSharing } from '@/server/presence/update-sharing';
import {
  beat,
  disconnectSession,
  endSessionsOfDeadNodes,
  findGone,
  forgetOldest,
  forgetSessions,
  forgetUser,
  reconcileSessions,
  resumeSession,
} from '@/server/realtime/store';
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
const activity = async (user: UserActor) =>
  (await sql('SELECT message FROM activity WHERE user_id = $1 ORDER BY id', user.userId)).rows.map(
    (r) => r.message,
  );
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
    const { userId } = ana;
    const credentialId = randomUUID(); // signed out and in again meanwhile
    const at = { id, userId, credentialId, nodeId: other.app.id, socketId: 'next' };
    expect(await resumeSession(other.db, { ...at, userId: rui.userId })).toBeNull();
    expect(await resumeSession(other.db, { ...at, id: randomUUID() })).toBeNull();
    expect(await resumeSession(other.db, at)).toEqual({ from: { socketId, nodeId: core.app.id } });
    // The late end of the old connection ends nothing.
    expect(await disconnectSession(core.db, id, socketId)).toBe(false);
    expect(await row(id)).toMatchObject({ disconnected_at: null, credential_id: credentialId });
    expect(await disconnectSession(other.db, id, 'next')).toBe(true);
    expect(await disconnectSession(other.db, id, 'next')).toBe(false);
    expect(await resumeSession(core.db, { ...at, socketId: 'last' })).toEqual({ from: null });
  });

  test('of several at once, each gets the one before it', async () => {
    const ana = await core.person();
    const { id, socketId } = await core.session(ana);
    const sockets = Array.from({ length: 8 }, (_, n) => `herd-${n}`);
    const takeovers = await Promise.all(
      sockets.map((socket) => resumeSession(core.db, { ...ana, id, nodeId: core.app.id, socketId: socket })),
    );
    const remaining = [...sockets, socketId].filter(
      (socket) => !takeovers.some((takeover) => takeover?.from?.socketId === socket),
    );
    expect(remaining).toEqual([(await row(id)).socket_id]);
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
  await disconnectSession(core.db, disconnected.id, disconnected.socketId);
  expect(await forgetOldest(core.db, ana.userId, 4)).toEqual([]);
  expect(await row(disconnected.id)).toBeUndefined();
  expect((await forgetOldest(core.db, ana.userId, 2)).toSorted()).toEqual(
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
    await resumeSession(other.db, {
      ...rui,
      id: moved.id,
      nodeId: other.app.id,
      socketId: 'elsewhere',
    });
    const unknown = { id: randomUUID(), socketId: randomUUID() };
    const { lost } = await reconcileSessions(core.db, core.app.id, [remaining, moved, unknown]);
    expect(lost.toSorted()).toEqual([moved.socketId, unknown.socketId].toSorted());
  });
});

describe('[P1] the grace time', () => {
  const end = async (session: { id: string; socketId: string }) =>
    disconnectSession(core.db, session.id, session.socketId);
  const forget = (user: UserActor) =>
    changePresence(core.app, user.userId, async (_before, client) =>
      (await forgetUser(client, user.userId, GRACE_MS)) ? { sharing: false, cell: null } : null,
    );

  test('is over when the last session has been gone that long', async () => {
    const ana = await core.person();
    const [first, two] = [await core.session(ana), await core.session(ana)];
    await changePresence(core.app, ana.userId, { sharing: true, cell: cellOf(38, -9) });
    await end(first);
    await since('disconnected_at', GRACE_MS + 1_000);
    expect(await findGone(core.db, GRACE_MS)).toEqual([]);
    expect((await forget(ana)).sharing).toBe(true);
    await forgetSessions(core.db, GRACE_MS);
    expect([await row(first.id), (await row(two.id)).id]).toEqual([undefined, two.id]);

    await end(two);
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
    await end(session);
    await since('disconnected_at', GRACE_MS + 1_000);
    expect(await findGone(core.db, GRACE_MS)).toEqual([ana.userId]);
    await core.session(ana);
    expect((await forget(ana)).sharing).toBe(true);
    expect(await row(session.id)).toBeDefined();
  });

  test('of a user who reports without a session lasts until the location expires', async () => {
    const ana = await core.person();
    await reportPosition(core.app, { actor: ana, consent: true, ...CAMPUS });
    expect((await readPresence(core.db, ana.userId))?.state.sharing).toBe(true);
    await sql(`UPDATE presences SET expires_at = now() WHERE user_id = $1`, ana.userId);
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
    expect((await readPresence(core.db, ana.userId))?.state).toMatchObject({ sharing: false, cell: null });
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
    for (const { id, socketId } of sessions) await disconnectSession(core.db, id, socketId);
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
      'Moved from: Out of IST registered facilities to: Building left',
      'Moved from: Building left to: Out of IST registered facilities',
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
