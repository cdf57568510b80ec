import { isNativeError } from 'node:util/types';
import pino from 'pino';

export type Log = pino.Logger;

/** Fields that are never written, at any depth. */
const HIDDEN = new Set([
  'token',
  'pass',
  'password',
  'secret',
  'ticket',
  'text',
  'message_text',
  'latitude',
  'longitude',
  'accuracy',
  'cookie',
  'authorization',
]);
/**
 * The fields of an error that are written. Other fields can hold anything: PostgreSQL's `detail` and `where` quote
 * rows.
 */
const ERROR_FIELDS = ['code', 'syscall', 'schema', 'table', 'column', 'constraint', 'routine'] as const;
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;

/**
 * Creates a log that writes JSON lines to standard error; standard output stays reserved for the line that says where
 * Quad runs. No method throws.
 */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: undefined,
      serializers: { err: (err) => err }, // `loggable` has converted the error
      hooks: {
        logMethod([first, ...rest], method) {
          const fields = loggable(isError(first) ? { err: first } : first) as object;
          const message = rest.length === 0 && isError(first) ? [withoutPasswords(messageOf(first))] : rest;
          method.apply(this, [fields, ...message.map((each) => loggable(each))] as never);
        },
      },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}

/**
 * Returns a plain copy of a value that JSON can represent. Omits hidden fields, passwords in URLs, bytes, and all
 * fields of an error except its type, message, stack, causes and ERROR_FIELDS.
 */
function loggable(value: unknown, level = 0, above: readonly unknown[] = []): unknown {
  if (typeof value === 'string') return withoutPasswords(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  if (level > MAX_DEPTH) return '[…]';
  const inside = (part: unknown) => loggable(part, level + 1, [...above, value]);
  try {
    if (isError(value)) return fieldsOf(value, inside);
    if (value instanceof URL) return withoutPasswords(value.href);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(inside);
    if (value instanceof Map || value instanceof Set) return `[${value.size} in a ${value.constructor.name}]`;
    const keys = Object.keys(value).filter((key) => !HIDDEN.has(key));
    return Object.fromEntries(keys.slice(0, MAX_ITEMS).map((key) => [key, inside(read(value, key))]));
  } catch {
    return '[unreadable]';
  }
}

function fieldsOf(error: Error, inside: (part: unknown) => unknown): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    type: read(error, 'name'),
    message: withoutPasswords(messageOf(error)),
    stack: withoutPasswords(String(read(error, 'stack') ?? '')),
  };
  for (const key of ERROR_FIELDS) {
    const value = read(error, key);
    if (typeof value === 'string' || typeof value === 'number') fields[key] = value;
  }
  const cause = read(error, 'cause');
  if (isError(cause)) fields.cause = inside(cause);
  const errors = read(error, 'errors');
  if (Array.isArray(errors)) fields.errors = errors.filter(isError).slice(0, MAX_ITEMS).map(inside);
  return fields;
}

function isError(value: unknown): value is Error {
  try {
    return isNativeError(value) || value instanceof Error;
  } catch {
    return false;
  }
}

function messageOf(error: Error): string {
  return String(read(error, 'message') ?? '');
}

/** Returns a property, or `[unreadable]` when its getter throws. */
function read(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return '[unreadable]';
  }
}

/** Returns the text with user and password removed from the URLs in it. */
export function withoutPasswords(text: string): string {
  return text.replace(/(\w+:\/\/)[^\s/?#]*@/g, '$1');
}

/**
 * Returns a text by another program in a form that is safe to log: one line, and without words of 25 characters or
 * more, which could be a state, a code or a token.
 */
export function withoutSecrets(message: string): string {
  return message
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/\S{25,}/g, '…')
    .slice(0, 300);
}
