import type { Logger } from 'pino';

/** What this code says while it works; the caller decides what is shown. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
