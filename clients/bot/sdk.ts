import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from '@/protocol/backoff';
import { createApi } from './api';
import { createCalls } from './calls';
import { type Connection, connectOnce } from './connection';
import { BotError } from './errors';
import type {
  Bot,
  BotBuilding,
  BotEvents,
  BotOptions,
  CallHandler,
  SayOptions,
  StartOptions,
  StopSignal,
} from './types';
import { audienceAnswer, sentAnswer } from './wire';

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
    const connection = await connectOnce({
      url: options.url,
      id: options.id,
      token,
      onHeard: (call, acknowledge) => void calls.handle(call, acknowledge),
    });
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
    // A server of an earlier version knows no commands.
    const commands = calls.commands();
    if (commands.length > 0) await connection.ask('bot_commands', { commands }).catch(() => undefined);
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

  /** Opens the first connection. With `wait`, tries again while that can help or somebody must authorise the bot. */
  async function begin(wait: boolean, stop: AbortSignal): Promise<BotBuilding> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await open();
      } catch (error) {
        const known = asBotError(error);
        if (!wait || !(known.retry.retryable || known.code === 'not_authorised')) throw known;
        const inMs = backoff(attempt, { retryAfter: known.retry.afterSeconds, ...RETRY_MS });
        if (!stop.aborted) events.emit('waiting', inMs, known);
        await pause(inMs, stop);
        if (stop.aborted) throw stoppedError();
      }
    }
  }

  /** Sends an event until it is answered, as long as that can help. Its payload makes a repetition harmless. */
  async function persist(
    stop: AbortSignal,
    ask: (connection: Connection) => Promise<unknown>,
  ): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      const connection = await connected();
      if (stop.aborted) throw stoppedError();
      try {
        return await ask(connection);
      } catch (error) {
        const known = asBotError(error);
        if (known.code === 'not_authorised') end(known);
        if (!known.retry.retryable) throw known;
        // When the bot is stopped meanwhile, `connected` throws.
        await pause(backoff(attempt, { retryAfter: known.retry.afterSeconds, ...RETRY_MS }), stop);
      }
    }
  }

  const idOf = (answer: unknown) => sentAnswer.parse(answer).id ?? '';

  const calls = createCalls({
    answer: async (token, text, clientId) =>
      idOf(await persist(ended.signal, ({ ask }) => ask('bot_answer', { token, text, clientId }))),
    async react({ place, message }, emoji, on) {
      await persist(ended.signal, ({ ask }) => ask('bot_react', { place: place.id, message, emoji, on }));
    },
    failed: (error, call) => void events.emit('failed', error, call),
  });

  /** Runs `work` until the caller's signal is aborted; `stop` is also aborted when the bot ends. */
  async function until<T>(
    caller: StopSignal | undefined,
    work: (stop: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const given = new AbortController();
    const abort = () => given.abort();
    const aborted = new Promise<never>((_, reject) => {
      given.signal.addEventListener('abort', () => reject(stoppedError()));
    });
    if (caller?.aborted) throw stoppedError();
    caller?.addEventListener('abort', abort);
    try {
      return await Promise.race([work(AbortSignal.any([ended.signal, given.signal])), aborted]);
    } finally {
      caller?.removeEventListener('abort', abort);
    }
  }

  return Object.assign(events, {
    async start({ wait = false, signal }: StartOptions = {}) {
      if (state.is !== 'idle')
        throw new BotError('stopped', 'A bot is started once; make another with createBot.');
      if (options.secret === undefined && options.token === undefined)
        throw new BotError('bad_credentials', "Give the bot's secret or a token.");
      state = { is: 'starting' };
      try {
        return await until(signal, (stop) => begin(wait, stop));
      } catch (error) {
        const known = asBotError(error);
        end(known);
        throw known;
      }
    },
    async say(message: string, { signal, ...to }: SayOptions = {}) {
      // Every retry has the same id: the server stores the message once.
      const payload = { clientId: randomUUID(), message, ...to };
      return idOf(await until(signal, (stop) => persist(stop, ({ ask }) => ask('bot_message', payload))));
    },
    command(this: Bot, name: string, description: string, handler: CallHandler) {
      calls.command(name, description, handler);
      return this;
    },
    hear(this: Bot, kind: 'mention' | 'direct', handler: CallHandler) {
      calls.hear(kind, handler);
      return this;
    },
    async edit(message: string, text: string) {
      await persist(ended.signal, ({ ask }) => ask('bot_edit', { message, text }));
    },
    async delete(message: string) {
      await persist(ended.signal, ({ ask }) => ask('bot_delete', { message }));
    },
    async audience(place?: string) {
      const payload = place === undefined ? {} : { place };
      return audienceAnswer.parse(await persist(ended.signal, ({ ask }) => ask('bot_audience', payload)))
        .people;
    },
    async stop() {
      end(undefined);
    },
  });
}

/** Resolves after `ms` milliseconds, or when `stop` is aborted. */
const pause = (ms: number, stop: AbortSignal) =>
  delay(ms, undefined, { signal: stop }).catch(() => undefined);

const stoppedError = () => new BotError('stopped', 'The bot was stopped.');

function asBotError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  return new BotError('refused', error instanceof Error ? error.message : String(error));
}
