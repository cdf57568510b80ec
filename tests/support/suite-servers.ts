import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDb } from '@/db/client';
import { migrate } from '@/db/migrate';
import { parsePlaces } from '@/server/places/geojson';
import { savePlaces } from '@/server/places/store';
import { CONNECT_WITHIN_MS, startPostgres } from './postgres';
import { type QueueInfo, startRabbit } from './rabbitmq';

const log = { debug() {}, info() {}, warn() {}, error: console.error };
/** The environment variable with the URL of the suite's servers. */
const VARIABLE = 'QUAD_SUITE_SERVERS';

/** The contents of a new database: nothing, the tables, or the tables and the sample campus. */
export type Contents = 'nothing' | 'tables' | 'campus';

/** A RabbitMQ that other files use at the same time, under other prefixes. */
export interface BorrowedBroker {
  url: string;
  /**
   * The AMQP_PREFIX of the nodes that use it, with which all names that they declare begin. Further prefixes begin with
   * this one and a hyphen.
   */
  prefix: string;
  /** Returns the queues of such nodes. */
  listQueues(): Promise<QueueInfo[]>;
  /** Runs any command of `rabbitmqctl` that does not affect other users; returns its output. */
  ctl(...command: string[]): Promise<string>;
}

/**
 * Starts one PostgreSQL and one RabbitMQ for all files of a suite, each at its first use; returns a function that stops
 * them. This is the global set-up of the integration tests and part of the end-to-end one. Only the suite may stop,
 * kill or pause these servers: a test that does so has servers of its own (`startServices`).
 */
export default async function startSuiteServers(): Promise<() => Promise<void>> {
  const postgres = lazily(async () => {
    // With autovacuum each database would get a process every minute, and plans would depend on when it came.
    const server = await startPostgres({ connections: 400, settings: ['autovacuum=off'] });
    const tables = await server.createDatabase();
    await migrate({ url: tables, log });
    const campus = await server.createDatabase(tables);
    await furnish(campus);
    return { server, templates: { nothing: undefined, tables, campus } };
  });
  const rabbit = lazily(startRabbit);
  let prefixes = 0;
  const answers: Record<string, (body: string) => Promise<unknown>> = {
    async database(contents) {
      const { server, templates } = await postgres.get();
      return server.createDatabase(templates[contents as Contents]);
    },
    async broker() {
      const { url } = await rabbit.get();
      return { url, prefix: `suite${++prefixes}` };
    },
    queues: async () => (await rabbit.get()).listQueues(),
    ctl: async (body) => (await rabbit.get()).ctl(...JSON.parse(body)),
  };
  const http = createServer(async (request, response) => {
    try {
      const answer = answers[(request.url ?? '').slice(1)];
      response.end(JSON.stringify(await answer?.(await bodyOf(request))));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  process.env[VARIABLE] = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return async () => {
    delete process.env[VARIABLE];
    http.close();
    http.closeAllConnections();
    await Promise.all([
      postgres.started()?.then(({ server }) => server.remove()),
      rabbit.started()?.then((server) => server.remove()),
    ]);
  };
}

/** Returns whether this process belongs to a suite with servers. */
export const hasSuiteServers = (): boolean => process.env[VARIABLE] !== undefined;

/**
 * Returns the URL of a new database on the suite's PostgreSQL, for the caller alone. It is deleted with the suite's
 * server.
 */
export const borrowDatabase = (contents: Contents): Promise<string> => ask<string>('database', contents);

export async function borrowBroker(): Promise<BorrowedBroker> {
  const { url, prefix } = await ask<{ url: string; prefix: string }>('broker');
  const ours = new RegExp(`^${prefix}[.-]`);
  return {
    url,
    prefix,
    listQueues: async () => (await ask<QueueInfo[]>('queues')).filter(({ name }) => ours.test(name)),
    ctl: (...command) => ask<string>('ctl', JSON.stringify(command)),
  };
}

async function ask<T>(request: string, body = ''): Promise<T> {
  const servers = process.env[VARIABLE];
  if (!servers)
    throw new Error('There are no servers of a suite here: tests/support/suite-servers.ts starts them.');
  const response = await fetch(`${servers}/${request}`, { method: 'POST', body });
  const text = await response.text();
  if (!response.ok) throw new Error(`The suite's servers: ${text}`);
  return JSON.parse(text);
}

async function furnish(url: string): Promise<void> {
  const db = createDb({ url, log, connections: 1, connectWithinMs: CONNECT_WITHIN_MS });
  try {
    await savePlaces(db, parsePlaces(JSON.parse(await readFile('tests/support/campus.geojson', 'utf8'))));
  } finally {
    await db.close();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

/** Starts a resource at the first `get`; `started` does not start it. */
function lazily<T>(start: () => Promise<T>): {
  get: () => Promise<T>;
  started: () => Promise<T> | undefined;
} {
  let starting: Promise<T> | undefined;
  return {
    get: () => {
      starting ??= start();
      return starting;
    },
    started: () => starting,
  };
}
