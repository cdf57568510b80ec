import { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Logger } from 'pino';
import { PrismaClient } from '@/db/generated/client';
import {
  type DatabaseShortage,
  databaseShortageOf,
  endedFull,
  explained,
  isOutage,
  isQueueTimeout,
  overloaded,
} from './outage';

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
  /** How many queries and transactions wait for a connection. */
  waiting(): number;
  close(): Promise<void>;
};

/** Makes of an error of the database what a client may be told. */
type Explain = (error: unknown) => unknown;

type Options = {
  url: string;
  log: Pick<Logger, 'warn'>;
  connections?: number;
  /** Milliseconds that a query waits for a connection, before the database counts as down. */
  connectWithinMs?: number;
  /** The database refused, and said what it lacks. */
  onLack?: (lack: DatabaseShortage) => void;
  /** Whether the disk of a database that does not answer is full, as far as this machine can see it. */
  isFull?: () => boolean;
};

/** Opens no connection yet: the first query does. */
export function createDb({
  url,
  log,
  connections = DEFAULT_CONNECTIONS,
  connectWithinMs = CONNECT_TIMEOUT_MS,
  onLack = () => {},
  isFull = () => false,
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
  // The pool says the same of a database that does not answer and of one that answers others first.
  let answeredAt = 0;
  pool.on('release', (error: Error | undefined) => {
    if (!error) answeredAt = Date.now();
  });
  // One that ended for want of room says nothing more until it is back.
  let ended = false;
  pool.on('connect', () => {
    ended = false;
  });
  const explain = (error: unknown): unknown => {
    if (isQueueTimeout(error) && Date.now() - answeredAt < connectWithinMs) return overloaded(error);
    if (endedFull(error)) ended = true;
    const full = isOutage(error) && (ended || isFull());
    const lack = full ? 'database_full' : databaseShortageOf(error);
    if (lack) onLack(lack);
    return explained(error, full);
  };
  explainOutages(pool, explain);

  const prisma = createPrisma(pool, explain);
  return {
    prisma,
    pool,
    transaction: (work) => inTransaction(pool, work, explain),
    waiting: () => pool.waitingCount,
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

async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  explain: Explain,
): Promise<T> {
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
    if (error instanceof Error && (isOutage(error) || databaseShortageOf(error) === 'database_read_only')) {
      // A ROLLBACK would only wait where nothing answers; and a server that only reads may not be the one to write to.
      broken = error;
    } else {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure;
      });
    }
    throw explain(error);
  } finally {
    client.release(broken); // a broken connection is thrown away
  }
}

/** On this pool only: others in the process (the operator's scripts, Prisma itself) keep their own ideas. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8 && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format);
}

function explainOutages(pool: pg.Pool, explain: Explain): void {
  for (const method of ['connect', 'query'] as const) {
    const original = pool[method];
    const explaining = (...args: unknown[]): unknown => {
      const answer: unknown = Reflect.apply(original, pool, args);
      // Without a promise it was called with a callback, which only the pool itself does.
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => {
        throw explain(error);
      });
    };
    Object.assign(pool, { [method]: explaining });
  }
}
