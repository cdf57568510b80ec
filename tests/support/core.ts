import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { migrate } from '@/db/migrate';
import { upsertUser } from '@/server/accounts/store/users';
import type { UserActor } from '@/server/actor';
import type { App } from '@/server/app';
import type { Broker, BrokerEvent } from '@/server/broker/broker';
import type { OutboxRow } from '@/server/conversations/events';
import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import type { Places } from '@/server/places/places';
import { createLiveSessions } from '@/server/realtime/live-sessions';
import { startSessions } from '@/server/realtime/store';
import { createTestApp } from './app';
import { surely } from './eventually';
import { startPostgres } from './postgres';
import { borrowDatabase, hasSuiteServers } from './suite-servers';

const log = { debug() {}, info() {}, warn() {}, error: console.error };

/**
 * The environment of the commands without sockets, HTTP or a broker: a database, and an application that records its
 * events.
 */
export interface Core {
  db: Db;
  app: App;
  /** The events handed to the relay. */
  relayed: OutboxRow[];
  /** The events published to the broker directly. */
  published: BrokerEvent[];
  /** Returns the number of statements that ran during `work`. */
  statements(work: () => Promise<unknown>): Promise<number>;
  /** Returns the number of round trips during `work`: statements of one connection that were sent together are one. */
  trips(work: () => Promise<unknown>): Promise<number>;
  person(username?: string): Promise<UserActor>;
  people(count: number): Promise<UserActor[]>;
  /** Stores the credential of the user as an API token, unless it is stored. */
  credential(user: UserActor): Promise<void>;
  /** Creates a session row of the user, of a legacy client unless `modern`. */
  session(user: UserActor, options?: { modern?: boolean }): Promise<{ id: string; socketId: string }>;
  close(): Promise<void>;
}

/** Places that have every building that a test names, and in which every position is outside. */
const anyPlaces = (): Places => ({
  async load() {},
  campuses: () => [],
  buildings: () => [],
  get: (id) => ({
    id,
    name: `Building ${id}`,
    campusId: null,
    polygon: null,
    latitude: 0,
    longitude: 0,
    radius: 0,
  }),
  locate: () => ({ state: 'outside' }),
});

/** A broker that is up and keeps the published events. */
const recordingBroker = (published: BrokerEvent[]): Broker => ({
  state: 'up',
  shortage: () => [],
  onState: () => () => {},
  async start() {},
  async stop() {},
  publish: async (events) => void published.push(...events),
  openSession: ({ sessionId }) => ({ sessionId, async detach() {}, async remove() {} }),
  onNodeEvent: () => () => {},
  counts: () => ({ publishes: 0, declares: 0, deliveries: 0, acks: 0, unrouted: 0 }),
});

let peopleCount = 0;

/** Creates a core on a database of the tests; several cores may share a database, as nodes do. */
export async function createCore(
  url: string,
  options: { migrated?: boolean; env?: Record<string, string> | undefined } = {},
): Promise<Core> {
  if (!options.migrated) await migrate({ url, log });
  const relayed: OutboxRow[] = [];
  const published: BrokerEvent[] = [];
  const app = createTestApp(
    { DATABASE_URL: url, ACTIVITY_MOVEMENTS: 'on', PRESENCE_EPOCH_SECONDS: '0', ...options.env },
    {
      broker: recordingBroker(published),
      relay: { publish: (rows) => void relayed.push(...rows), start() {}, async stop() {} },
      places: anyPlaces(),
      sessions: { ...createLiveSessions({ onDelivered() {}, onCaughtUp() {} }), has: () => true },
    },
  );
  const { db, alertDb } = app;
  let counted = 0;
  let trips = 0;
  for (const { pool } of [db, alertDb])
    pool.on('connect', (client) =>
      count(client as PoolClient, (isFirst) => {
        counted += 1;
        if (isFirst) trips += 1;
      }),
    );

  const core: Core = {
    db,
    app,
    relayed,
    published,
    async statements(work) {
      const before = counted;
      await work();
      return counted - before;
    },
    async trips(work) {
      const before = trips;
      await work();
      return trips - before;
    },
    async person(username) {
      peopleCount += 1;
      const name = username ?? `ist3${String(peopleCount).padStart(6, '0')}`;
      const { id: userId } = await upsertUser(db.pool, { username: name, name: null });
      await ensureNearbyFeed(db.pool, [userId]);
      return {
        kind: 'user',
        userId,
        username: name,
        name,
        administrator: false,
        guest: false,
        via: 'token',
        credentialId: randomUUID(),
        scopes: 'all',
      };
    },
    people: (count) => Promise.all(Array.from({ length: count }, () => surely(() => core.person()))),
    async credential({ credentialId, userId }) {
      await db.pool.query(
        `INSERT INTO api_tokens (id, user_id, name, hash) VALUES ($1, $2, 'of a test', $3) ON CONFLICT DO NOTHING`,
        [credentialId, userId, Buffer.from(credentialId)],
      );
    },
    async session(user, { modern = false } = {}) {
      const session = { id: randomUUID(), socketId: randomUUID() };
      const { userId, credentialId } = user;
      await surely(() =>
        startSessions(db.pool, app.id, [{ ...session, resumes: null, userId, credentialId }]),
      );
      if (!modern)
        await surely(() => db.pool.query(`UPDATE sessions SET cursors = '{}' WHERE id = $1`, [session.id]));
      return session;
    },
    async close() {
      await Promise.all([alertDb.close(), db.close()]);
    },
  };
  return core;
}

/**
 * Creates two cores on a database of the tests, like two nodes: on the suite's PostgreSQL, or on a new one without a
 * suite.
 */
export async function startCores(
  env?: Record<string, string>,
): Promise<{ core: Core; other: Core; remove(): Promise<void> }> {
  const postgres = hasSuiteServers() ? null : await startPostgres();
  const url = postgres ? await postgres.createDatabase() : await borrowDatabase('tables');
  const core = await createCore(url, { migrated: postgres === null, env });
  const other = await createCore(url, { migrated: true, env });
  return {
    core,
    other,
    async remove() {
      await other.close();
      await core.close();
      await postgres?.remove();
    },
  };
}

/** Calls `ran` for each statement; `isFirst`: no other statement of the connection is under way. */
function count(client: PoolClient, ran: (isFirst: boolean) => void): void {
  const { query } = client;
  let underWay = 0;
  Object.assign(client, {
    query: (...args: unknown[]) => {
      ran(underWay === 0);
      const answer: unknown = Reflect.apply(query, client, args);
      if (!(answer instanceof Promise)) return answer;
      underWay += 1;
      return answer.finally(() => {
        underWay -= 1;
      });
    },
  });
}
