import { fail, isQuadError, type QuadError } from '@/server/errors';
import { codeOf } from './embedded/errors';

/** SQLSTATEs: connection exceptions, shutdown and start, too many connections, time limits, a dying session. */
const SQL_STATES = /^(08...|57P0[123]|53300|57014|25P0[34])$/;
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
/** What `pg` throws without a code; the last when this node stops, and another will take what comes late. */
const MESSAGES =
  /^(Connection terminated|timeout (expired|exceeded when trying to connect)|Query read timeout|Client (was closed|has encountered)|Cannot use a pool after)/;

/** Seconds until it is worth asking a full disk again. */
const FULL_SECONDS = 30;
/** Prisma's own: not reachable, timed out, closed, no connection free, too many; and what it makes of ours. */
const DISK_FULL = '53100';
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2037', 'unavailable']);
/** A raw query failed; the message quotes the SQLSTATE. */
const PRISMA_RAW = /Code: `(\w{5})`/;

/** Whether the error says that the database cannot be reached or does not answer in time. */
export function isOutage(error: unknown): boolean {
  const code = codeOf(error);
  if (SQL_STATES.test(code) || SYSTEM_CODES.has(code) || PRISMA_CODES.has(code)) return true;
  if (!(error instanceof Error)) return false;
  if (code === 'P2010') return SQL_STATES.test(PRISMA_RAW.exec(error.message)?.[1] ?? '');
  return MESSAGES.test(error.message);
}

/** Whether the database refused to write because its disk is full. */
export function isDiskFull(error: unknown): boolean {
  const code = codeOf(error);
  if (code === DISK_FULL) return true;
  return error instanceof Error && code === 'P2010' && PRISMA_RAW.exec(error.message)?.[1] === DISK_FULL;
}

/** No connection of the pool was free in time, though the database answers. */
export function isQueueTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('timeout exceeded when trying to connect');
}

/** The retryable `overloaded`, with seconds to wait that differ from one to the next. */
export function overloaded(cause: unknown): QuadError {
  const retryAfter = 2 + Math.floor(Math.random() * 4);
  return fail('overloaded', 'Quad is busy right now. Try again in a moment.', { retryAfter, cause });
}

/**
 * Any error as it is, except that an outage and a full disk become the retryable `unavailable` (the cause kept for the
 * log). What Prisma makes of our own `overloaded` is that again.
 */
export function explained(error: unknown): unknown {
  if (isQuadError(error)) return error;
  if (codeOf(error) === 'overloaded') return overloaded(error);
  if (isDiskFull(error))
    return fail('unavailable', 'The database has no room left. Its operator has to make some.', {
      retryAfter: FULL_SECONDS,
      cause: error,
    });
  if (!isOutage(error)) return error;
  return fail('unavailable', 'The database does not answer right now. Try again in a moment.', {
    cause: error,
  });
}
