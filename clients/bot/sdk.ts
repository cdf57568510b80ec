import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from '@/protocol/backoff';
import { createApi } from './api';
import { type Connection, connectOnce } from './connection';
import { BotError } from './errors';
import type { BotBuilding } from './wire';

export interface BotOptions {
  /** Where Quad answers, for example `http://127.0.0.1:3000`. */
  url: string;
  id: string;
  /** The secret of its registration; a token is fetched with it at each connection. */
  secret?: string;
  /** Instead of the secret: a token of /API/bot/auth. It lasts a day. */
  token?: string;
}

interface BotEvents {
  /** Connected, or connected again. */
  ready: [building: BotBuilding];
  /** The connection is gone; the next attempt is in so many milliseconds. */
  reconnecting: [inMs: number, reason: BotError];
  /** It is over: by `stop()` (no error), or because the server will not have the bot any more. */
  stopped: [error: BotError | undefined];
}

export interface Bot extends EventEmitter<BotEvents> {
  /** Connects; gives the bot's building. Throws a `BotError`. Once started, the bot reconnects by itself. */
  start(): Promise<BotBuilding>;
  /**
   * Says something to everyone in the building; done when the server has stored it. Waits for a
   * connection and tries again as long as that helps, and it is stored once however often it was tried.
   */
  say(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** A reconnecting bot that finds itself still connected is usually right: the server has yet to notice. */
const MOST_BUSY = 8;

type State =
  | { is: 'idle' | 'starting' }
  | { is: 'ready'; connection: Connection }
  | { is: 'waiting' }
  | { is: 'stopped'; error: BotError | undefined };

/** A bot that speaks in its building. `secret` or `token` proves which one it is. */
export function createBot(options: BotOptions): Bot {
  const api = createApi(options.url);
  const events = new EventEmitter<BotEvents>();
  // Everyone who waits in `say` listens.
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
      const inMs = backoff(attempt, { retryAfter: reason.retry.afterSeconds });
      events.emit('reconnecting', inMs, reason);
      try {
        await delay(inMs, undefined, { signal: ended.signal });
        await open();
        return;
      } catch (error) {
        if (ended.signal.aborted) return;
        reason = asBotError(error);
        if (reason.code === 'busy') busy += 1;
        if (busy > MOST_BUSY) break;
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

  /** The connection as soon as there is one. */
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
      // The same id at every try: the server stores the message once.
      const clientId = randomUUID();
      for (let attempt = 0; ; attempt += 1) {
        const connection = await connected();
        try {
          return await connection.say(text, clientId);
        } catch (error) {
          const known = asBotError(error);
          if (known.code === 'not_authorised') end(known);
          if (!known.retry.retryable) throw known;
          // When the bot is stopped meanwhile, `connected` says so.
          const pause = backoff(attempt, { retryAfter: known.retry.afterSeconds });
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
