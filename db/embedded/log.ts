import type { Logger } from 'pino';

/** The log of this folder's code; the caller decides which lines are shown. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
