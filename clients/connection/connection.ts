import { io } from 'socket.io-client';
import { backoff } from '@/protocol/backoff';
import type { PROTOCOL_VERSION } from '@/protocol/events';
import { cursorsOf, hasGap, isBehind } from '../state/log';
import type { Link } from '../state/state';
import { reportReadMarks } from './report-read-marks';
import { type Ask, ask, ConnectionLost, type QuadSocket, RequestRefused } from './request';
import { sendInOrder } from './send-in-order';
import type { SessionKeeper } from './session';
import type { Store } from './store';
import type { TicketAnswer } from './ticket';

// Only the type is imported: the value would bring the parser of the whole protocol into the page.
const VERSION: typeof PROTOCOL_VERSION = 1;
/**
 * A gap is often filled by the next event; after this it is asked for, and ever less often where that does not help.
 * A server that refused to answer may be well again any moment: after 4 s at most it is asked again [D7].
 */
const GAP_MS = { least: 300, first: 200, longest: 32_000, longestRefused: 3_700 };

export interface Connection {
  ask: Ask;
  /** Sends what waits in the state. */
  pump(): void;
  /** Tries now instead of when the wait is over. */
  retry(): void;
  stop(): void;
}

export interface ConnectionOptions {
  store: Store;
  session: SessionKeeper;
  /** Asks for a ticket, until told to stop. Never throws. */
  ticket: (stop: AbortSignal) => Promise<TicketAnswer>;
  /** The server's address; the page's own without it. */
  url?: string;
}

/** Connects, stays connected, and keeps the store in step with the server until stopped. */
export function connect({ store, session, ticket, url }: ConnectionOptions): Connection {
  const socket: QuadSocket = io(url ?? '', {
    autoConnect: false,
    // Ours: with a fresh ticket each time, full jitter, and the server's word on when to come back.
    reconnection: false,
    forceNew: true,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    auth: (give) => give({ ticket: nextTicket }),
  });
  let nextTicket = '';
  let tries = 0;
  /** Seconds that the server asked for when it refused to begin. */
  let patience = 0;
  const stopping = new AbortController();
  let trying = false;
  let tryTimer: ReturnType<typeof setTimeout> | undefined;
  let gapTimer: ReturnType<typeof setTimeout> | undefined;
  let syncing: Promise<void> | null = null;
  /** Something came or went that the log must be asked about, and that was not answered yet. */
  let owed = false;
  /** The last answer was one page of several. */
  let within = false;
  let fruitless = 0;

  const link = (next: Link) => store.dispatch({ type: 'link', link: next });
  const sender = sendInOrder({ store, ask: (payload) => ask(socket, 'send_message', payload), lost: drop });
  const reader = reportReadMarks({ store, ask: (event, payload) => ask(socket, event, payload) });

  async function attempt() {
    clearTimeout(tryTimer);
    if (stopping.signal.aborted || trying || socket.active) return;
    if (globalThis.navigator?.onLine === false) return link({ state: 'offline' });
    trying = true;
    link({ state: 'connecting' });
    const answer = await ticket(stopping.signal);
    trying = false;
    if (stopping.signal.aborted) return;
    switch (answer.state) {
      case 'signed out':
        return finish({ state: 'signed out', reason: 'signed_out' });
      case 'later':
        return later(answer.retryAfter);
      case 'ticket':
        nextTicket = answer.ticket;
        socket.connect();
    }
  }

  function later(retryAfter = 0) {
    // A lost socket counts as active until it is told that Socket.IO's own reconnecting is not coming for it.
    socket.disconnect();
    if (stopping.signal.aborted) return;
    if (globalThis.navigator?.onLine === false) return link({ state: 'offline' });
    const delay = backoff(tries++, { retryAfter });
    link({ state: 'waiting', until: Date.now() + delay, ...(retryAfter > 0 && { busy: true as const }) });
    clearTimeout(tryTimer);
    tryTimer = setTimeout(attempt, delay);
  }

  function finish(last: Link) {
    stop();
    link(last);
  }

  /** The library calls a socket active as long as nobody has disconnected it, though its line is gone for good. */
  function release() {
    socket.disconnect();
  }

  /** The line is no good: leave it and come back. One that is only being made has its own end. */
  function drop() {
    if (socket.connected) socket.disconnect();
  }

  async function begin() {
    link({ state: 'catching up' });
    try {
      const taken = await session.take();
      const cursors = cursorsOf(store.get().log);
      const snapshot = await ask(socket, 'new_client', {
        version: VERSION,
        cursors,
        ...(taken && { session: taken }),
      });
      session.keep(snapshot.session);
      store.dispatch({ type: 'snapshot', snapshot, cursors });
      within = !snapshot.log.complete;
      if (within) await sync();
      tries = 0;
      fruitless = 0;
      link({ state: 'ready' });
      sender.pump();
      reader.pump();
    } catch (error) {
      // The version is refused as a conflict, what an older server does not know at all as bad.
      const outdated =
        error instanceof RequestRefused && (error.code === 'conflict' || error.code === 'bad_request');
      if (outdated) return finish({ state: 'outdated' });
      if (error instanceof RequestRefused) patience = error.retryAfter;
      drop();
    }
  }

  function sync(): Promise<void> {
    clearTimeout(gapTimer);
    gapTimer = undefined;
    owed = true;
    syncing ??= readAll().finally(() => {
      syncing = null;
    });
    return syncing;
  }

  async function readAll() {
    // Asked for again meanwhile: what was read may be from before that.
    while (owed) {
      owed = false;
      const cursors = cursorsOf(store.get().log);
      const result = await ask(socket, 'sync', { cursors, ...(within && { continued: true }) });
      store.dispatch({ type: 'synced', result, cursors });
      within = !result.complete;
      owed ||= within;
    }
  }

  /** In the background: a refusal is followed by another try, a lost line by a reconnect. */
  function catchUp() {
    if (!socket.connected) return;
    sync()
      .then(
        () => {
          fruitless = hasGap(store.get().log) ? fruitless + 1 : 0;
        },
        (error: unknown) => {
          if (error instanceof ConnectionLost) return drop();
          owed = true;
          fruitless++;
        },
      )
      .finally(lookForGap);
  }

  /** Whatever changed, the state says whether something is missing. */
  function lookForGap() {
    const { link, log } = store.get();
    if (gapTimer || syncing || link.state !== 'ready' || !(owed || hasGap(log))) return;
    const { least, first } = GAP_MS;
    const longest = owed ? GAP_MS.longestRefused : GAP_MS.longest;
    gapTimer = setTimeout(() => {
      gapTimer = undefined;
      if (owed || hasGap(store.get().log)) catchUp();
    }, least + backoff(fruitless, { first, longest }));
  }

  socket.on('connect', begin);
  socket.on('connect_error', (error) => {
    release();
    const refusal = (error as { data?: { error?: { retryAfter?: unknown } } }).data?.error;
    later(typeof refusal?.retryAfter === 'number' ? refusal.retryAfter : 0);
  });
  socket.on('disconnect', () => {
    // What the library kept for a better line would be answered there, or time out and be taken for the end of that one.
    socket.sendBuffer = [];
    release();
    later(patience);
    patience = 0;
  });
  socket.on('new_movement', (movement) => {
    if (movement) store.dispatch({ type: 'movement', movement });
  });
  socket.on('new_message', (_users, entries, taken) => {
    if (Array.isArray(entries)) store.dispatch({ type: 'entries', entries });
    else catchUp();
    // After the state has it, so that what is lost on the way to it is delivered again.
    if (typeof taken === 'function') taken();
  });
  socket.on('conversation', (conversation) => store.dispatch({ type: 'conversation', conversation }));
  socket.on('blocked', (blocked) => {
    store.dispatch({ type: 'blocked', blocked });
    // What they said counts as unread no more, or again.
    catchUp();
  });
  socket.on('erased', ({ id, nobody }) => store.dispatch({ type: 'erased', id, nobody }));
  // The server's heartbeat, when it knows of more than it has given.
  socket.on('heads', (heads) => {
    if (isBehind(store.get().log, heads)) catchUp();
  });
  socket.on('busy', (busy) => store.dispatch({ type: 'busy', busy }));
  socket.on('resync', catchUp);
  socket.on('signed_out', ({ reason }) => finish({ state: 'signed out', reason }));

  const unwatch = store.subscribe(lookForGap);
  const online = () => retry();
  const offline = () => {
    release();
    link({ state: 'offline' });
  };
  globalThis.addEventListener?.('online', online);
  globalThis.addEventListener?.('offline', offline);

  function retry() {
    tries = 0;
    void attempt();
  }

  function stop() {
    stopping.abort();
    clearTimeout(tryTimer);
    clearTimeout(gapTimer);
    reader.stop();
    unwatch();
    globalThis.removeEventListener?.('online', online);
    globalThis.removeEventListener?.('offline', offline);
    socket.disconnect();
  }

  void attempt();
  return { ask: (event, payload) => ask(socket, event, payload), pump: sender.pump, retry, stop };
}
