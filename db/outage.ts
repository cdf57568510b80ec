import { fail, isQuadError, type QuadError } from '@/protocol/errors';
import { codeOf } from './embedded/errors';

/** SQLSTATEs of outages: connection exceptions, shutdown and start, time limits, a session that is ending. */
const SQL_STATES = /^(08...|57P0[123]|57014|25P0[34])$/;
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/**
 * Messages of `pg` errors without a code. The last message occurs when this node stops; another node then serves late
 * requests.
 */
const MESSAGES =
  /^(Connection terminated|timeout (expired|exceeded when trying to connect)|Query read timeout|Client (was closed|has encountered)|Cannot use a pool after)/;

/** The shortages of a database that still answers, and its read-only mode. */
export type DatabaseShortage =
  | 'database_full'
  | 'database_memory'
  | 'database_connections'
  | 'database_disk'
  | 'database_read_only';

interface Reason {
  shortage?: DatabaseShortage;
  /** The message for clients. */
  message: string;
  /** Seconds until a retry makes sense. */
  retryAfter?: number;
}

const OPERATOR = 'The operator must fix this.';
const DISK_FULL = '53100';
const STATEMENT_TIMEOUT = '57014';
const LOCK_TIMEOUT = '55P03';
/** Reasons by SQLSTATE. */
const REASONS: Record<string, Reason> = {
  [DISK_FULL]: {
    shortage: 'database_full',
    message: 'The disk of the database is full. The operator must free space.',
    retryAfter: 30,
  },
  53200: {
    shortage: 'database_memory',
    message: `The database is out of memory. ${OPERATOR}`,
    retryAfter: 10,
  },
  53300: {
    shortage: 'database_connections',
    message: 'The database accepts no more connections right now. Try again in a moment.',
    retryAfter: 5,
  },
  58030: {
    shortage: 'database_disk',
    message: `The database cannot read or write its disk. ${OPERATOR}`,
    retryAfter: 30,
  },
  // Also occurs when another server has taken over, and this server is no longer the primary.
  25006: {
    shortage: 'database_read_only',
    message: `The database is read-only right now. ${OPERATOR}`,
    retryAfter: 10,
  },
  '57P03': { message: 'The database is starting or stopping. Try again in a moment.' },
  [LOCK_TIMEOUT]: { message: 'Another change takes long. Try again in a moment.', retryAfter: 1 },
};
const SILENT: Reason = { message: 'The database does not answer right now. Try again in a moment.' };
/**
 * Prisma's own codes: not reachable, timed out, closed, no connection free, too many; and its code for our
 * `unavailable`.
 */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2037', 'unavailable']);
/**
 * Prisma's codes for a failed raw query and for errors without a code of their own; the message quotes the SQLSTATE.
 */
const PRISMA_QUOTING = new Set(['P2010', 'P2039']);
const PRISMA_QUOTED = /Code: `(\w{5})`/;

/** Returns whether the error means that the database cannot be reached or does not answer in time. */
export function isOutage(error: unknown): boolean {
  const code = stateOf(error);
  if (SQL_STATES.test(code) || SYSTEM_CODES.has(code) || PRISMA_CODES.has(code)) return true;
  return error instanceof Error && MESSAGES.test(error.message);
}

/**
 * Returns whether the database ended a statement because of a time limit, also if the error has been explained already.
 * One row that is locked, or that takes long to read, can be the cause, and not only an outage.
 */
export function isTimeLimit(error: unknown): boolean {
  const cause = isQuadError(error) ? (error as Error).cause : error;
  return [STATEMENT_TIMEOUT, LOCK_TIMEOUT].includes(stateOf(cause));
}

/** Returns the shortage that the database reported; undefined for other errors. */
export function databaseShortageOf(error: unknown): DatabaseShortage | undefined {
  return reasonOf(error)?.shortage;
}

/** Returns whether the database ended itself because its disk is full: it cannot run without writing its WAL. */
export function endedFull(error: unknown): boolean {
  return (
    databaseShortageOf(error) === 'database_full' && (error as { severity?: unknown }).severity === 'PANIC'
  );
}

function reasonOf(error: unknown): Reason | undefined {
  if (!(error instanceof Error)) return undefined;
  // Prisma's version of our `unavailable` has our message among its own text.
  return codeOf(error) === 'unavailable'
    ? Object.values(REASONS).find(({ message }) => error.message.includes(message))
    : REASONS[stateOf(error)];
}

/** Returns the code of an error, or the PostgreSQL code that Prisma quotes. */
function stateOf(error: unknown): string {
  const code = codeOf(error);
  if (!PRISMA_QUOTING.has(code) || !(error instanceof Error)) return code;
  return PRISMA_QUOTED.exec(error.message)?.[1] ?? code;
}

/** Returns whether no connection of the pool was free in time, although the database answers. */
export function isQueueTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('timeout exceeded when trying to connect');
}

/**
 * Creates the retryable `overloaded`, with a varying number of seconds to wait, so that clients do not return together.
 */
export function overloaded(cause: unknown): QuadError {
  const retryAfter = 2 + Math.floor(Math.random() * 4);
  return fail('overloaded', 'Quad is busy right now. Try again in a moment.', { retryAfter, cause });
}

/**
 * Returns the error for clients. An outage or a shortage of PostgreSQL becomes the retryable `unavailable`, with its
 * reason in the message and the cause kept for the log. Prisma's version of our `overloaded` becomes `overloaded`
 * again. Other errors are returned as they are.
 *
 * @param full the disk of the database is known to be full, which is then the reason of an outage
 */
export function explained(error: unknown, full = false): unknown {
  if (isQuadError(error)) return error;
  if (codeOf(error) === 'overloaded') return overloaded(error);
  const outage = isOutage(error);
  const reason = full && outage ? REASONS[DISK_FULL] : (reasonOf(error) ?? (outage ? SILENT : undefined));
  if (!reason) return error;
  const { message, retryAfter } = reason;
  return fail('unavailable', message, { ...(retryAfter && { retryAfter }), cause: error });
}
