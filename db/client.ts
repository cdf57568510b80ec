import { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Logger } from 'pino';
import { PrismaClient } from '@/db/generated/client';
import { explained, isOutage } from './outage';

/** Somebody waits for the answer: a database that does not answer is said to be down at once. */
const CONNECT_TIMEOUT_MS = 2_500;
/** The server gives up first; the client's own limit is for a server that cannot even say so. */
const STATEMENT_TIMEOUT_MS = 8_000;
const QUERY_TIMEOUT_MS = 10_000;
const DEFAULT_CONNECTIONS = 16;

/** One pool of connections, spoken to by Prisma for plain queries and by SQL on hot paths. */
export type Db = {
  prisma: ReturnType<typeof createPrisma>;
  /** int8 arrives as a number. When the database is down everything here rejects with a QuadError `unavailable`. */
  pool: pg.Pool;
  /**
   * Runs `work` between BEGIN and COMMIT on one connection; rolls back when it throws. An error at COMMIT
   * leaves unknown whether it happened, so whoever retries needs a key that makes the retry harmless.
   */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

type Options = {
  url: string;
  log: Pick<Logger, 'warn'>;
  connections?: number;
  /** Milliseconds that a query waits for a connection, before the database counts as down. */
  connectWithinMs?: number;
};

/** Opens no connection yet: the first query does. */
export function createDb({
  url,
  log,
  connections = DEFAULT_CONNECTIONS,
  connectWithinMs = CONNECT_TIMEOUT_MS,
}: Options): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'quad',
    connectionTimeoutMillis: connectWithinMs,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    // Statements that do not wait for each other's answers travel together, and run in order.
    pipeline: true,
    stream: gatheringSocket,
    types: { getTypeParser },
  });
  // A connection that dies emits `error`, in use or not, and without a listener that would end the process.
  pool.on('connect', (client) => client.on('error', (err) => log.warn({ err }, 'database connection lost')));
  pool.on('error', () => {}); // the same error once more, from a connection that was idle
  explainOutages(pool);

  const prisma = createPrisma(pool);
  return {
    prisma,
    pool,
    transaction: (work) => inTransaction(pool, work),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** A socket that sends in one packet what is written in one turn of the event loop. */
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

function createPrisma(pool: pg.Pool) {
  return new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }).$extends({
    query: {
      $allOperations: ({ args, query }) =>
        query(args).catch((error: unknown) => {
          throw explained(error);
        }),
    },
  });
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const begun = client.query('BEGIN'); // on its way together with the first statement of the work
    begun.catch(() => {}); // then the work's statements fail, too
    const result = await work(client);
    await begun;
    await client.query('COMMIT');
    return result;
  } catch (error) {
    if (error instanceof Error && isOutage(error)) {
      broken = error; // a ROLLBACK would only wait on a connection that does not answer
    } else {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure;
      });
    }
    throw explained(error);
  } finally {
    client.release(broken); // a broken connection is thrown away
  }
}

/** On this pool only: others in the process (the operator's scripts, Prisma itself) keep their own ideas. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8 && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format);
}

function explainOutages(pool: pg.Pool): void {
  for (const method of ['connect', 'query'] as const) {
    const original = pool[method];
    const explaining = (...args: unknown[]): unknown => {
      const answer: unknown = Reflect.apply(original, pool, args);
      // Without a promise it was called with a callback, which only the pool itself does.
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => {
        throw explained(error);
      });
    };
    Object.assign(pool, { [method]: explaining });
  }
}
