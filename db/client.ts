import { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Logger } from 'pino';
import { PrismaClient } from '@/db/generated/client';
import { NODE_SETTINGS } from './connect';
import {
  type DatabaseShortage,
  databaseShortageOf,
  endedFull,
  explained,
  isOutage,
  isQueueTimeout,
  overloaded,
} from './outage';

/** Milliseconds. Clients wait for the answer, so an unreachable database is reported soon. */
const CONNECT_TIMEOUT_MS = 2_500;
/** Milliseconds. The server's limit (`NODE_SETTINGS`) comes first; this one is for a server that cannot report it. */
const QUERY_TIMEOUT_MS = 10_000;
const DEFAULT_CONNECTIONS = 16;

/** One pool of connections, used by Prisma for plain queries and with SQL on hot paths. */
export type Db = {
  prisma: ReturnType<typeof createPrisma>;
  /** Returns int8 as a number. While the database is down, all methods reject with a QuadError `unavailable`. */
  pool: pg.Pool;
  /**
   * Runs `work` between BEGIN and COMMIT on one connection; rolls back when `work` throws. After an error at COMMIT it
   * is unknown whether the commit happened, so a retry needs a key that makes it idempotent.
   */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Runs `work` on one connection without a transaction, unless it begins and commits one itself. Statements that `work`
   * starts without awaiting one another take one round trip together, and run in the order of their start.
   */
  pipeline<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Returns the number of queries and transactions that wait for a connection. */
  waiting(): number;
  close(): Promise<void>;
};

interface TransactionOptions {
  /** Milliseconds that a statement waits for a lock before the transaction fails (see `isTimeLimit`). */
  lockTimeoutMs?: number;
  /** False when COMMIT need not wait for the disk, because nothing is wrong if a crash of PostgreSQL undoes the work. */
  durable?: boolean;
  /**
   * True when PostgreSQL plans each prepared statement once for a connection, and not for each execution, because its
   * plan does not depend on the values.
   */
  keepsPlans?: boolean;
}

/** Converts an error of the database to an error that a client may see. */
type Explain = (error: unknown) => unknown;

type Options = {
  url: string;
  log: Pick<Logger, 'warn'>;
  connections?: number;
  /** Milliseconds that a query waits for a connection before the database counts as down. */
  connectWithinMs?: number;
  /** Called when the database refuses a query because of a shortage. */
  onShortage?: (shortage: DatabaseShortage) => void;
  /** Returns whether the disk of an unreachable database is full, as far as this machine can see. */
  isFull?: () => boolean;
};

/** Creates the pool. The first query opens the first connection. */
export function createDb({
  url,
  log,
  connections = DEFAULT_CONNECTIONS,
  connectWithinMs = CONNECT_TIMEOUT_MS,
  onShortage = () => {},
  isFull = () => false,
}: Options): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'quad',
    connectionTimeoutMillis: connectWithinMs,
    ...NODE_SETTINGS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    // Statements that do not wait for each other's answers are sent together, and run in order.
    pipeline: true,
    stream: gatheringSocket,
    types: { getTypeParser },
  });
  // A connection that breaks emits `error`, in use or not; without a listener that would end the process.
  pool.on('connect', (client) => client.on('error', (err) => log.warn({ err }, 'database connection lost')));
  pool.on('error', () => {}); // the same error again, for an idle connection
  // The pool throws the same error when the database does not answer and when it answers other queries first.
  let answeredAt = 0;
  pool.on('release', (error: Error | undefined) => {
    if (!error) answeredAt = Date.now();
  });
  // A database that ended because its disk is full reports no reason until it is back.
  let ended = false;
  pool.on('connect', () => {
    ended = false;
  });
  const explain = (error: unknown): unknown => {
    if (isQueueTimeout(error) && Date.now() - answeredAt < connectWithinMs) return overloaded(error);
    if (endedFull(error)) ended = true;
    const full = isOutage(error) && (ended || isFull());
    const shortage = full ? 'database_full' : databaseShortageOf(error);
    if (shortage) onShortage(shortage);
    return explained(error, full);
  };
  explainOutages(pool, explain);

  let prisma: ReturnType<typeof createPrisma> | undefined;
  return {
    // Made when it is first used: not every pool has plain queries.
    get prisma() {
      prisma ??= createPrisma(pool, explain);
      return prisma;
    },
    pool,
    transaction: (work, options) =>
      onConnection(
        pool,
        async (client) => {
          const begun = client.query(beginOf(options)); // sent together with the first statement of the work
          begun.catch(() => {}); // the statements of the work then fail as well
          const result = await work(client);
          await begun;
          await client.query('COMMIT');
          return result;
        },
        explain,
      ),
    pipeline: (work) => onConnection(pool, work, explain),
    waiting: () => pool.waitingCount,
    async close() {
      await prisma?.$disconnect();
      await pool.end();
    },
  };
}

/** Creates a socket that sends everything written in one turn of the event loop in one packet. */
function gatheringSocket(): Socket {
  const socket = new Socket();
  const { write } = socket;
  let gathering = false;
  return Object.assign(socket, {
    write(...args: unknown[]): boolean {
      if (!gathering) {
        gathering = true;
        socket.cork();
        process.nextTick(() => {
          gathering = false;
          socket.uncork();
        });
      }
      return Reflect.apply(write, socket, args);
    },
  });
}

function createPrisma(pool: pg.Pool, explain: Explain) {
  return new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }).$extends({
    query: {
      $allOperations: ({ args, query }) =>
        query(args).catch((error: unknown) => {
          throw explain(error);
        }),
    },
  });
}

/**
 * Sends BEGIN, the statements that `work` starts, and COMMIT in one round trip. `work` must start all its statements at
 * once: none may depend on the result of another.
 */
export async function commitAtOnce<T>(
  client: pg.PoolClient,
  work: () => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  // After an error in one of the statements the COMMIT is a ROLLBACK.
  const [, result] = await Promise.all([client.query(beginOf(options)), work(), client.query('COMMIT')]);
  return result;
}

/**
 * Returns how long a transaction of `count` users' requests waits for a lock. One of several must not delay the others for
 * long, nor hold their locks meanwhile.
 */
export const lockTimeoutFor = (count: number): TransactionOptions => ({
  lockTimeoutMs: count > 1 ? 500 : 2_000,
});

/** Returns the statement that begins a transaction: one message to the server, with the settings too. */
export function beginOf({
  lockTimeoutMs,
  durable = true,
  keepsPlans = false,
}: TransactionOptions = {}): string {
  const settings = [
    ...(lockTimeoutMs === undefined ? [] : [`lock_timeout = ${lockTimeoutMs}`]),
    ...(durable ? [] : ['synchronous_commit = off']),
    ...(keepsPlans ? ['plan_cache_mode = force_generic_plan'] : []),
  ];
  return ['BEGIN', ...settings.map((setting) => `SET LOCAL ${setting}`)].join('; ');
}

/** Runs `work` on one connection. When it throws, ends its transaction, if it has begun one. */
async function onConnection<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  explain: Explain,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof Error && (isOutage(error) || databaseShortageOf(error) === 'database_read_only')) {
      // A ROLLBACK would only wait on an unreachable server, and a read-only server may no longer be the primary.
      broken = error;
    } else {
      // Sent after the statements of the work that are still under way.
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure;
      });
    }
    throw explain(error);
  } finally {
    client.release(broken); // discards a broken connection
  }
}

/**
 * Parses types for this pool only; other users of `pg` in the process (the operator's scripts, Prisma itself) keep
 * their own parsers.
 */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8 && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format);
}

function explainOutages(pool: pg.Pool, explain: Explain): void {
  for (const method of ['connect', 'query'] as const) {
    const original = pool[method];
    const explaining = (...args: unknown[]): unknown => {
      const answer: unknown = Reflect.apply(original, pool, args);
      // Without a promise the method was called with a callback, which only the pool itself does.
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => {
        throw explain(error);
      });
    };
    Object.assign(pool, { [method]: explaining });
  }
}
