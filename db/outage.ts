import { fail, isQuadError, type QuadError } from '@/server/errors';
import { codeOf } from './embedded/errors';

/** SQLSTATEs: connection exceptions, shutdown and start, time limits, a dying session. */
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
/** What `pg` throws without a code; the last when this node stops, and another will take what comes late. */
const MESSAGES =
  /^(Connection terminated|timeout (expired|exceeded when trying to connect)|Query read timeout|Client (was closed|has encountered)|Cannot use a pool after)/;

/** What a database that answers can be short of, and where it does not write. */
export type DatabaseShortage =
  | 'database_full'
  | 'database_memory'
  | 'database_connections'
  | 'database_disk'
  | 'database_read_only';

interface Reason {
  lack?: DatabaseShortage;
  /** What people are told. */
  message: string;
  /** Seconds until it is worth asking again. */
  retryAfter?: number;
}

const OPERATOR = 'Its operator has to see to it.';
const DISK_FULL = '53100';
/** By SQLSTATE. */
const REASONS: Record<string, Reason> = {
  [DISK_FULL]: {
    lack: 'database_full',
    message: 'The database has no room left. Its operator has to make some.',
    retryAfter: 30,
  },
  53200: { lack: 'database_memory', message: `The database is out of memory. ${OPERATOR}`, retryAfter: 10 },
  53300: {
    lack: 'database_connections',
    message: 'The database takes no more connections right now. Try again in a moment.',
    retryAfter: 5,
  },
  58030: {
    lack: 'database_disk',
    message: `The database cannot read or write its disk. ${OPERATOR}`,
    retryAfter: 30,
  },
  // Also where another server has taken over, and this one is not the one to write to any more.
  25006: {
    lack: 'database_read_only',
    message: `The database takes no changes right now. ${OPERATOR}`,
    retryAfter: 10,
  },
  '57P03': { message: 'The database is starting or stopping. Try again in a moment.' },
};
const SILENT: Reason = { message: 'The database does not answer right now. Try again in a moment.' };
/** Prisma's own: not reachable, timed out, closed, no connection free, too many; and what it makes of ours. */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2037', 'unavailable']);
/** A raw query failed, or for a reason that Prisma has no code for; the message quotes the SQLSTATE. */
const PRISMA_QUOTING = new Set(['P2010', 'P2039']);
const PRISMA_QUOTED = /Code: `(\w{5})`/;

/** Whether the error says that the database cannot be reached or does not answer in time. */
export function isOutage(error: unknown): boolean {
  const code = stateOf(error);
  if (SQL_STATES.test(code) || SYSTEM_CODES.has(code) || PRISMA_CODES.has(code)) return true;
  return error instanceof Error && MESSAGES.test(error.message);
}

/** What the database said that it lacks, if it did. */
export function databaseShortageOf(error: unknown): DatabaseShortage | undefined {
  return reasonOf(error)?.lack;
}

/** Whether the database ended itself because its disk is full: it cannot go on without its own log. */
export function endedFull(error: unknown): boolean {
  return (
    databaseShortageOf(error) === 'database_full' && (error as { severity?: unknown }).severity === 'PANIC'
  );
}

function reasonOf(error: unknown): Reason | undefined {
  if (!(error instanceof Error)) return undefined;
  // What Prisma makes of an `unavailable` of ours has our words in it, among its own.
  return codeOf(error) === 'unavailable'
    ? Object.values(REASONS).find(({ message }) => error.message.includes(message))
    : REASONS[stateOf(error)];
}

/** The error's code; where Prisma quotes PostgreSQL's, that. */
function stateOf(error: unknown): string {
  const code = codeOf(error);
  if (!PRISMA_QUOTING.has(code) || !(error instanceof Error)) return code;
  return PRISMA_QUOTED.exec(error.message)?.[1] ?? code;
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
 * Any error as it is, except that an outage and what PostgreSQL lacks become the retryable `unavailable`, which says the
 * reason (the cause kept for the log). What Prisma makes of our own `overloaded` is that again.
 *
 * @param full the database is known to have no room: then an outage is for that
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
