import pino from 'pino';

export type Log = pino.Logger;

/**
 * JSON lines on standard error, so that standard output keeps the one line a person wants to read.
 * Whatever could hold a secret, a text or a place is cut out by name, as a second guard: nothing logs them on purpose.
 */
export function createLog(level: string): Log {
  const hidden = [
    'token',
    'pass',
    'secret',
    'ticket',
    'text',
    'message_text',
    'latitude',
    'longitude',
    'accuracy',
    'cookie',
    'authorization',
  ];
  return pino(
    {
      level,
      redact: { paths: hidden.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
      base: undefined,
    },
    pino.destination({ dest: 2, sync: false }),
  );
}

/** What somebody else said, as it may stand in a log: one line, and no word so long that it is a state, a code or a token. */
export function withoutSecrets(message: string): string {
  return message
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/\S{25,}/g, '…')
    .slice(0, 300);
}
