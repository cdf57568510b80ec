import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { createDb, type Db } from '@/db/client';
import { migrate } from '@/db/migrate';
import { upsertUser } from '@/server/accounts/store/users';
import type { UserActor } from '@/server/actor';
import type { App } from '@/server/app';
import type { BrokerEvent } from '@/server/broker/broker';
import type { OutboxRow } from '@/server/conversations/events';
import { createMessageWriter } from '@/server/conversations/message-writer';
import { ensureNearbyFeed, moveRooms } from '@/server/conversations/store/memberships';
import { createLimits } from '@/server/limits';
import { createMetrics } from '@/server/metrics';
import { createPositionTracker } from '@/server/presence/position-tracker';
import { createRegistry } from '@/server/presence/registry';
import { createRevocations } from '@/server/realtime/revocations';
import { insertSession } from '@/server/realtime/store';
import { surely } from './eventually';
import { CONNECT_WITHIN_MS, startPostgres } from './postgres';
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
  /** Creates a session row of the user, of a client of the original unless `modern`. */
  session(user: UserActor, options?: { modern?: boolean }): Promise<{ id: string; socketId: string }>;
  close(): Promise<void>;
}

let made = 0;

/** Creates a core on a database of the tests; several cores may share a database, as nodes do. */
export async function createCore(url: string, options: { migrated?: boolean } = {}): Promise<Core> {
  if (!options.migrated) await migrate({ url, log });
  const db = createDb({ url, log, connectWithinMs: CONNECT_WITHIN_MS });
  let counted = 0;
  db.pool.on('connect', (client) => count(client as PoolClient, () => counted++));

  const relayed: OutboxRow[] = [];
  const published: BrokerEvent[] = [];
  const expiryMs = 15 * 60_000;
  const registry = createRegistry({
    buildingName: (id) => `Building ${id}`,
    isHere: () => true,
    onRoomChange: () => {},
  });
  const app = {
    id: randomUUID(),
    config: {
      institution: 'IST',
      authSecret: 'a secret of the tests',
      administrators: new Set(),
      usernames: { fenix: null, oidc: null },
      activityMovements: true,
      presence: { epochMs: 0, expiryMs },
    },
    log,
    metrics: createMetrics(),
    limits: createLimits({ rates: null }),
    db,
    broker: {
      state: 'up',
      publish: async (events: BrokerEvent[]) => void published.push(...events),
    },
    relay: { publish: (rows: OutboxRow[]) => void relayed.push(...rows) },
    places: {
      get: (id: string) => ({ id, name: `Building ${id}` }),
      buildings: () => [],
      locate: () => ({ state: 'outside' }),
    },
    registry,
    positionTracker: createPositionTracker({ epochMs: 0, expiryMs, speedCheck: false }),
  } as unknown as App;
  app.writer = createMessageWriter(app);
  app.revocations = createRevocations(app);
  app.roomMembership = { moved: moveRooms };

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
      made += 1;
      const name = username ?? `ist3${String(made).padStart(6, '0')}`;
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
