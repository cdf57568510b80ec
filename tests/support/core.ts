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
import { insertSession } from '@/server/realtime/store';
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
  person(username?: string): Promise<UserActor>;
  people(count: number): Promise<UserActor[]>;
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
export async function createCore(url: string, options: { migrated?: boolean } = {}): Promise<Core> {
  if (!options.migrated) await migrate({ url, log });
  const relayed: OutboxRow[] = [];
  const published: BrokerEvent[] = [];
  const app = createTestApp(
    { DATABASE_URL: url, ACTIVITY_MOVEMENTS: 'on', PRESENCE_EPOCH_SECONDS: '0' },
    {
      broker: recordingBroker(published),
      relay: { publish: (rows) => void relayed.push(...rows), start() {}, async stop() {} },
      places: anyPlaces(),
      sessions: { ...createLiveSessions({ onDelivered() {}, onCaughtUp() {} }), has: () => true },
    },
  );
  const { db } = app;
  let counted = 0;
  db.pool.on('connect', (client) => count(client as PoolClient, () => counted++));

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
    async person(username) {
      peopleCount += 1;
      const name = username ?? `ist3${String(peopleCount).padStart(6, '0')}`;
      const { id: userId } = await upsertUser(db.pool, { username: name, name: null, photo: null });
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
    async session(user, { modern = false } = {}) {
      const session = { id: randomUUID(), socketId: randomUUID() };
      const row = {
        ...session,
        userId: user.userId,
        nodeId: app.id,
        credentialId: user.credentialId,
        cursors: modern ? null : {},
      };
      await surely(() => insertSession(db, row));
      return session;
    },
    close: () => db.close(),
  };
  return core;
}

/**
 * Creates two cores on a database of the tests, like two nodes: on the suite's PostgreSQL, or on a new one without a
 * suite.
 */
export async function startCores(): Promise<{ core: Core; other: Core; remove(): Promise<void> }> {
  const postgres = hasSuiteServers() ? null : await startPostgres();
  const url = postgres ? await postgres.createDatabase() : await borrowDatabase('tables');
  const core = await createCore(url, { migrated: postgres === null });
  const other = await createCore(url, { migrated: true });
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

function count(client: PoolClient, ran: () => void): void {
  const { query } = client;
  Object.assign(client, {
    query: (...args: unknown[]) => {
      ran();
      return Reflect.apply(query, client, args);
    },
  });
}
