import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from '@/protocol/backoff';
import { createApi } from './api';
import { type Connection, connectOnce } from './connection';
import { BotError } from './errors';
import type { BotBuilding } from './wire';

export interface BotOptions {
  /** The server's URL, for example `http://127.0.0.1:3000`. */
  url: string;
  id: string;
  /** The secret from the registration; each connection fetches a token with it. */
  secret?: string;
  /** A token of /API/bot/auth, instead of the secret. It is valid for a day. */
  token?: string;
}

interface BotEvents {
  /** The bot has connected or reconnected. */
  ready: [building: BotBuilding];
  /** The connection was lost; the next attempt is in this many milliseconds. */
  reconnecting: [inMs: number, reason: BotError];
  /** The bot has ended: by `stop()` (no error), or because the server no longer accepts it. */
  stopped: [error: BotError | undefined];
}

export interface Bot extends EventEmitter<BotEvents> {
  /** Connects and returns the bot's building. Throws a `BotError`. Once started, the bot reconnects by itself. */
  start(): Promise<BotBuilding>;
  /**
   * Sends a message to everyone in the building; resolves when the server has stored it. It waits for a connection
   * and retries as long as that can help; the message is stored once.
   */
  say(text: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The most `busy` refusals in a row while reconnecting. The first ones usually mean that the server has yet to notice
 * the end of the bot's own last connection.
 */
const MAX_BUSY_RETRIES = 8;
/**
 * Milliseconds before a reconnect, and before a message is sent again: a random delay whose upper bound starts at
 * `first` and doubles with each attempt, up to `longest`.
 */
const RETRY_MS = { first: 500, longest: 30_000 };

type State =
  | { is: 'idle' | 'starting' }
  | { is: 'ready'; connection: Connection }
  | { is: 'waiting' }
  | { is: 'stopped'; error: BotError | undefined };

/** Returns a bot that sends messages to its building. `secret` or `token` authenticates it. */
export function createBot(options: BotOptions): Bot {
  const api = createApi(options.url);
  const events = new EventEmitter<BotEvents>();
  // Every call that waits in `say` listens.
  events.setMaxListeners(0);
  const ended = new AbortController();
  let state: State = { is: 'idle' };

  async function open(): Promise<BotBuilding> {
    const token = options.token ?? (await api.authenticate(options.id, options.secret ?? ''));
    const connection = await connectOnce({ url: options.url, id: options.id, token });
    if (ended.signal.aborted) {
      connection.close();
      throw stoppedError();
    }
    state = { is: 'ready', connection };
    connection.lost.then((reason) => {
      if (state.is !== 'ready' || state.connection !== connection) return;
      state = { is: 'waiting' };
      void reconnect(reason);
    });
    events.emit('ready', connection.building);
    return connection.building;
  }

  async function reconnect(first: BotError): Promise<void> {
    let reason = first;
    let busy = 0;
    for (let attempt = 0; reason.retry.retryable; attempt += 1) {
      const inMs = backoff(attempt, { retryAfter: reason.retry.afterSeconds, ...RETRY_MS });
      events.emit('reconnecting', inMs, reason);
      try {
        await delay(inMs, undefined, { signal: ended.signal });
        await open();
        return;
      } catch (error) {
        if (ended.signal.aborted) return;
        reason = asBotError(error);
        if (reason.code === 'busy') busy += 1;
        if (busy > MAX_BUSY_RETRIES) break;
      }
    }
    end(reason);
  }

  function end(error: BotError | undefined): void {
    if (state.is === 'stopped') return;
    const before = state;
    state = { is: 'stopped', error };
    ended.abort();
    if (before.is === 'ready') before.connection.close();
    events.emit('stopped', error);
  }

  /** Resolves to the connection as soon as there is one. */
  function connected(): Promise<Connection> {
    if (state.is === 'ready') return Promise.resolve(state.connection);
    if (state.is === 'stopped') return Promise.reject(state.error ?? stoppedError());
    if (state.is === 'idle') return Promise.reject(new BotError('stopped', 'Call start() before say().'));
    return new Promise((resolve, reject) => {
      const settle = () => {
        events.off('ready', settle);
        events.off('stopped', settle);
        connected().then(resolve, reject);
      };
      events.once('ready', settle);
      events.once('stopped', settle);
    });
  }

  return Object.assign(events, {
    async start() {
      if (state.is !== 'idle')
        throw new BotError('stopped', 'A bot is started once; make another with createBot.');
      if (options.secret === undefined && options.token === undefined)
        throw new BotError('bad_credentials', "Give the bot's secret or a token.");
      state = { is: 'starting' };
      try {
        return await open();
      } catch (error) {
        const known = asBotError(error);
        end(known);
        throw known;
      }
    },
    async say(text: string) {
      // Every retry has the same id: the server stores the message once.
      const clientId = randomUUID();
      for (let attempt = 0; ; attempt += 1) {
        const connection = await connected();
        try {
          return await connection.say(text, clientId);
        } catch (error) {
          const known = asBotError(error);
          if (known.code === 'not_authorised') end(known);
          if (!known.retry.retryable) throw known;
          // When the bot is stopped meanwhile, `connected` throws.
          const pause = backoff(attempt, { retryAfter: known.retry.afterSeconds, ...RETRY_MS });
          await delay(pause, undefined, { signal: ended.signal }).catch(() => undefined);
        }
      }
    },
    async stop() {
      end(undefined);
    },
  });
}

const stoppedError = () => new BotError('stopped', 'The bot was stopped.');

function asBotError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  return new BotError('refused', error instanceof Error ? error.message : String(error));
}
