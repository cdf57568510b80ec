import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  cursorsOf,
  hasGap,
  isBehind,
  type Log,
  receive,
  receiveConversation,
  receiveHistory,
  receiveSync,
} from '@/clients/state/log';
import type { ErrorBody } from '@/protocol/errors';
import type { Address, ClientAnswers, ClientEvent, Snapshot, SyncResult } from '@/protocol/events';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { assertDescribed } from './async-messages';

/** Milliseconds that a test waits for an event. */
const WAIT_MS = 60_000;

type Answer<E extends ClientEvent> = ClientAnswers[E] | ErrorBody;

/** A connection of a client to a node. */
export interface TestConnection {
  socket: Socket;
  /** Everything that was sent over the connection, in both directions: `[direction, event, ...arguments]`. */
  frames: unknown[][];
  /**
   * Resolves with the arguments of the next event with this name that was not yet taken and for which `is` returns
   * true. Other events stay.
   */
  next<T extends unknown[] = unknown[]>(event: string, is?: (...args: T) => boolean): Promise<T>;
  /** Returns the number of received events with this name, taken or not. */
  count(event: string): number;
  /** Sends an event and resolves with the acknowledgement. */
  say<E extends ClientEvent>(event: E, payload: unknown): Promise<Answer<E>>;
  /** Resolves with the reason once the server or the network has ended the connection. */
  ended: Promise<string>;
  /** Closes the connection properly. */
  close(): Promise<void>;
  /** Drops the connection under the socket without closing it. */
  drop(): void;
}

/** Opens a connection without sending an event. Rejects with the server's error when refused. */
export async function open(
  url: string,
  options: { ticket?: string; headers?: Record<string, string>; transports?: string[] } = {},
): Promise<TestConnection> {
  const socket = io(url, {
    forceNew: true,
    reconnection: false,
    transports: options.transports ?? ['websocket'],
    extraHeaders: options.headers ?? {},
    auth: options.ticket === undefined ? {} : { ticket: options.ticket },
    // The library does not read Node's own switch.
    rejectUnauthorized: process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0',
  });
  const frames: unknown[][] = [];
  const waiting: { event: string; args: unknown[]; consumed: boolean }[] = [];
  const watchers = new Set<() => void>();
  socket.onAny((event: string, ...args: unknown[]) => {
    const body = args.filter((arg) => typeof arg !== 'function');
    // Every event of the server must match the document. An error thrown here fails the run.
    assertDescribed(event, body);
    frames.push(['in', event, ...body]);
    waiting.push({ event, args, consumed: false });
    for (const watch of [...watchers]) watch();
  });
  socket.onAnyOutgoing((event: string, ...args: unknown[]) => {
    frames.push(['out', event, ...args.filter((arg) => typeof arg !== 'function')]);
  });
  const ended = new Promise<string>((resolve) => socket.once('disconnect', (reason) => resolve(reason)));

  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });

  return {
    socket,
    frames,
    ended,
    count: (event) => waiting.filter((each) => each.event === event).length,
    next<T extends unknown[]>(event: string, is: (...args: T) => boolean = () => true) {
      return new Promise<T>((resolve, reject) => {
        const look = () => {
          const found = waiting.find(
            (frame) => frame.event === event && !frame.consumed && is(...(frame.args as T)),
          );
          if (!found) return;
          found.consumed = true;
          clearTimeout(late);
          watchers.delete(look);
          resolve(found.args as T);
        };
        const late = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`no ${event} within ${WAIT_MS} ms; ${JSON.stringify(frames.slice(-5))}`));
        }, WAIT_MS);
        watchers.add(look);
        look();
      });
    },
    async say(event, payload) {
      const answer = await socket.timeout(WAIT_MS).emitWithAck(event, payload);
      frames.push(['in', `ack of ${event}`, answer]);
      assertDescribed('error' in answer ? `${event}_error` : `${event}_answer`, answer);
      if (!('error' in answer)) assertDescribed(event, payload);
      return answer;
    },
    async close() {
      socket.close();
    },
    drop() {
      socket.io.engine.transport.close();
    },
  };
}

/** Connects as a legacy client: sends `new_client` and fetches messages on `new_message`. */
export async function connectLegacyClient(
  url: string,
  credentials: { id: string; token: string },
): Promise<TestConnection> {
  const connection = await open(url);
  const answer = await connection.say('new_client', credentials);
  if ('error' in answer) throw new Error(`new_client: ${answer.error.code}`);
  // Acknowledges the event, as the library of legacy clients does by itself.
  connection.socket.on('new_message', (_users, _entries, ack) => typeof ack === 'function' && ack());
  return connection;
}

export interface Modern extends TestConnection {
  hello: Snapshot;
  /** Returns the log as the page keeps it: visible messages, in order, without repetitions and gaps. */
  log(): Log;
  /** Returns all visible texts, in order of time within each conversation. */
  texts(): string[];
  /** Returns every message that was shown to this session, repetitions included: the promise is once. */
  shown(): WireEntry[];
  /** Resolves once `is` returns true for the log; handles a gap or `resync` meanwhile. */
  until(is: (log: Log) => boolean): Promise<void>;
  /** Resolves once these texts are visible. */
  has(...texts: string[]): Promise<void>;
  send(address: Address, text: string, clientId?: string): Promise<Answer<'send_message'>>;
  setAcknowledging(on: boolean): void;
}

/** Connects as a modern client like the page: keeps a log, and sends its cursors. */
export async function connect(
  url: string,
  options: {
    id?: string;
    token?: string;
    ticket?: string;
    headers?: Record<string, string>;
    session?: string | undefined;
    transports?: string[];
    /** The log that an earlier connection of this tab kept. */
    log?: Log;
  },
  tries = 5,
): Promise<Modern> {
  const { id, token, ticket, headers, session, transports } = options;
  const connection = await open(url, {
    ...(ticket && { ticket }),
    ...(headers && { headers }),
    ...(transports && { transports }),
  });
  let log: Log = options.log ?? {};
  let acknowledging = true;
  const watchers = new Set<() => void>();
  const changed = (next: Log) => {
    log = next;
    for (const watch of [...watchers]) watch();
  };
  let syncing: 'no' | 'once' | 'and again' = 'no';
  const readAll = async () => {
    for (let complete = false; !complete; ) {
      const cursors = cursorsOf(log);
      const answer = ok(await connection.say('sync', { cursors }));
      changed(receiveSync(log, cursors, answer as SyncResult));
      complete = answer.complete;
    }
  };
  /**
   * Loads everything before the beginning of the log, as a user does by scrolling up; also for conversations that a
   * sync first mentioned.
   */
  const loadHistory = async () => {
    for (const { id } of Object.values(log)) {
      for (let conversation = log[id]; conversation && !conversation.start; conversation = log[id]) {
        const page = ok(
          await connection.say('history', { conversation: id, before: conversation.from, limit: 200 }),
        );
        changed(receiveHistory(log, id, page));
      }
    }
  };
  const sync = async (): Promise<void> => {
    if (syncing !== 'no') {
      syncing = 'and again'; // the answer on its way may be older than the event
      return;
    }
    syncing = 'once';
    await readAll()
      .then(loadHistory)
      .catch(() => {}); // the connection ended: waiting callers time out by themselves
    const again = (syncing as string) === 'and again';
    syncing = 'no';
    if (again) await sync();
  };
  let gap: NodeJS.Timeout | undefined;
  connection.socket.on('new_message', (_users: string[], entries: WireEntry[], ack?: () => void) => {
    if (!acknowledging) return;
    changed(receive(log, entries));
    ack?.();
    clearTimeout(gap);
    if (hasGap(log)) gap = setTimeout(sync, 400);
  });
  connection.socket.on('conversation', (conversation: WireConversation) =>
    changed(receiveConversation(log, conversation)),
  );
  connection.socket.on('heads', (heads: Record<string, number>) => {
    if (isBehind(log, heads)) sync();
  });
  connection.socket.on('resync', sync);

  const cursors = cursorsOf(log);
  const hello = await connection.say('new_client', {
    version: 1,
    ...(id && { id }),
    ...(token && { token }),
    ...(session && { session }),
    cursors,
  });
  if ('error' in hello) {
    connection.socket.close();
    // A node on a busy machine asks any client to retry later.
    if (hello.error.retryable && !ticket && tries > 1) return connect(url, options, tries - 1);
    throw Object.assign(new Error(`new_client: ${hello.error.code}`), { code: hello.error.code });
  }
  changed(receiveSync(log, cursors, hello.log));
  if (!hello.log.complete) sync();
  await loadHistory();

  const until = (is: (log: Log) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!is(log)) return;
        clearTimeout(late);
        watchers.delete(look);
        resolve();
      };
      const late = setTimeout(() => {
        watchers.delete(look);
        const last = JSON.stringify([textsOf(log), connection.frames.slice(-8)]);
        const state = connection.socket.connected ? 'connected' : 'not connected any more';
        reject(new Error(`the log did not come to it within ${WAIT_MS} ms, ${state}: ${last}`));
      }, WAIT_MS);
      watchers.add(look);
      look();
    });

  return {
    ...connection,
    hello,
    log: () => log,
    shown: () => Object.values(log).flatMap((conversation) => conversation.entries),
    texts: () => textsOf(log),
    until,
    has: (...texts) => until((now) => texts.every((text) => textsOf(now).includes(text))),
    send: (address, text, clientId = randomUUID()) =>
      connection.say('send_message', { clientId, address, text }),
    setAcknowledging(on) {
      acknowledging = on;
    },
  };
}

function textsOf(log: Log): string[] {
  return Object.values(log).flatMap(({ entries }) => entries.map((entry) => entry.message.text));
}

/** Returns the answer; throws the server's error, with its code, if the answer is an error. */
export function ok<T extends object>(answer: T | ErrorBody): T {
  if ('error' in answer) {
    const { code, message } = answer.error;
    throw Object.assign(new Error(`${code}: ${message}`), { code });
  }
  return answer;
}

/** Returns the error of an answer; throws if the answer is not an error. */
export function errorOf(answer: object): ErrorBody['error'] {
  if (!('error' in answer)) throw new Error(`no error but ${JSON.stringify(answer)}`);
  return (answer as ErrorBody).error;
}

export interface Reply {
  status: number;
  text: string;
  /** The parsed body, if it is JSON. */
  json: unknown;
  headers: Headers;
}

/** Posts JSON as a legacy client does; `token` is sent as a Bearer token. */
export async function post(url: string, path: string, body: unknown, token?: string): Promise<Reply> {
  return ask(url, path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  });
}

export async function get(url: string, path: string, token?: string): Promise<Reply> {
  return ask(url, path, { headers: token ? { authorization: `Bearer ${token}` } : {} });
}

export async function ask(url: string, path: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(new URL(path, url), { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    text,
    json: isJson ? JSON.parse(text) : undefined,
    headers: response.headers,
  };
}
