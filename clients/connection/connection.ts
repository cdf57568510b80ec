import { io } from 'socket.io-client';
import { backoff } from '@/protocol/backoff';
import type { PROTOCOL_VERSION } from '@/protocol/events';
import { cursorsOf, hasGap, isBehind } from '../state/log';
import type { Link } from '../state/state';
import type { Drafts } from './drafts';
import { reportAlerts } from './report-alerts';
import { reportDelivered } from './report-delivered';
import { reportReadMarks } from './report-read-marks';
import { reportShown } from './report-shown';
import { type Ask, ask, type ClientSocket, ConnectionLost, RequestRefused } from './request';
import { sendInOrder } from './send-in-order';
import type { SessionKeeper } from './session';
import type { Store } from './store';
import { syncDrafts } from './sync-drafts';
import type { TicketAnswer } from './ticket';
import { isInUse, onUse } from './use-of-page';

// Only the type is imported: the value would add the parser of the whole protocol to the page.
const VERSION: typeof PROTOCOL_VERSION = 1;
/**
 * Milliseconds before a reconnect: a random delay whose upper bound starts at `first` and doubles with each attempt, up
 * to `longest`.
 */
const RECONNECT_MS = { first: 500, longest: 30_000 };
/**
 * Milliseconds before a gap in the log is requested. The next event often fills a gap, so the first request waits;
 * the upper bound of the wait doubles with each further request. After a refusal the wait is at most 4 s, because the
 * server may have recovered [D7].
 */
const GAP_MS = { least: 300, first: 200, longest: 32_000, longestRefused: 3_700 };
/** Milliseconds after a revocation within which another one is final. */
const REVOKED_AGAIN_MS = 60_000;

export interface Connection {
  ask: Ask;
  /** Sends the messages that wait in the state. */
  pump(): void;
  /** Connects now instead of after the current wait. */
  retry(): void;
  stop(): void;
}

export interface ConnectionOptions {
  store: Store;
  session: SessionKeeper;
  /** The drafts to keep in step with the user's other devices. */
  drafts?: Drafts;
  /** Fetches a ticket until `stop` is aborted. Never throws. */
  ticket: (stop: AbortSignal) => Promise<TicketAnswer>;
  /** `ticket` can renew the sign-in: once it is revoked, one more ticket is tried before the connection stops. */
  renewable?: boolean;
  /** The server's URL; the page's own when missing. */
  url?: string;
  /** Called with the username when the browser has another user's sign-in by now. The connection has stopped. */
  onOtherUser?: (username: string) => void;
  /** Whether the page shows conversations; one that does not lets messages notify. True when missing. */
  showsMessages?: boolean;
  /** Called when an officer should read the console again. */
  onConsoleChange?: () => void;
}

/** Connects, reconnects, and keeps the store in step with the server until stopped. */
export function connect(options: ConnectionOptions): Connection {
  const { store, session, drafts, ticket, renewable, url, showsMessages = true } = options;
  const { onOtherUser, onConsoleChange } = options;
  const socket: ClientSocket = io(url ?? '', {
    autoConnect: false,
    // The reconnecting is done here: with a new ticket each time, full jitter, and the server's `retryAfter`.
    reconnection: false,
    forceNew: true,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    auth: (sendAuth) => sendAuth({ ticket: nextTicket }),
  });
  let nextTicket = '';
  /** The server has answered on this socket that it is the user's: nothing else is sent before. */
  let isUser = false;
  let attempts = 0;
  /** When the sign-in was last revoked, in milliseconds since 1970. */
  let revokedAt = 0;
  /** Seconds to wait that the server named when it refused `new_client`. */
  let retryAfterRefusal = 0;
  const stopping = new AbortController();
  let fetchingTicket = false;
  let reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  let gapTimer: ReturnType<typeof setTimeout> | undefined;
  let syncing: Promise<void> | null = null;
  /** A sync is needed: an event hinted at missing entries, or the last sync failed. */
  let syncNeeded = false;
  /** The last answer of `sync` was not the last page. */
  let incomplete = false;
  /** Syncs in a row that failed or left a gap. */
  let failedSyncs = 0;

  /** Puts the state of the connection into the store. */
  const link = (next: Link) => store.dispatch({ type: 'link', link: next });
  const askAsUser: Ask = (event, payload) =>
    isUser ? ask(socket, event, payload) : Promise.reject(new ConnectionLost('not connected'));
  const sender = sendInOrder({ store, ask: (payload) => askAsUser('send_message', payload), lost: drop });
  const reader = reportReadMarks({ store, ask: askAsUser });
  const shown = reportShown({ store, ask: askAsUser, isInUse: () => showsMessages && isInUse() });
  const delivered = reportDelivered({ store, ask: askAsUser });
  const alertReceipts = reportAlerts({ store, ask: askAsUser });
  const draftSync = drafts && syncDrafts({ store, drafts, ask: askAsUser });

  /** Fetches a ticket and opens the socket. */
  async function attempt() {
    clearTimeout(reconnectTimer);
    if (stopping.signal.aborted || fetchingTicket || socket.active) return;
    if (globalThis.navigator?.onLine === false) return link({ state: 'offline' });
    fetchingTicket = true;
    link({ state: 'connecting' });
    const answer = await ticket(stopping.signal);
    fetchingTicket = false;
    if (stopping.signal.aborted) return;
    switch (answer.state) {
      case 'signed out':
        return finish({ state: 'signed out', reason: 'signed_out' });
      case 'suspended':
        return finish({ state: 'signed out', reason: 'suspended' });
      case 'later':
        return scheduleAttempt(answer.retryAfter);
      case 'ticket':
        nextTicket = answer.ticket;
        socket.connect();
    }
  }

  /** Schedules the next attempt. */
  function scheduleAttempt(retryAfter = 0) {
    // A lost socket stays active until `disconnect` is called, although Socket.IO's own reconnecting is off.
    socket.disconnect();
    if (stopping.signal.aborted) return;
    if (globalThis.navigator?.onLine === false) return link({ state: 'offline' });
    const delay = backoff(attempts++, { retryAfter, ...RECONNECT_MS });
    link({ state: 'waiting', until: Date.now() + delay, ...(retryAfter > 0 && { busy: true as const }) });
    clearTimeout(reconnectTimer);
    reconnectTimer = setTimeout(attempt, delay);
  }

  /** Stops for good with a last state of the connection. */
  function finish(last: Link) {
    stop();
    link(last);
  }

  /** Disconnects. Socket.IO calls a socket active until `disconnect` is called, even after its connection is lost. */
  function release() {
    socket.disconnect();
  }

  /** Disconnects so that `disconnect` starts a reconnect. A socket that is still connecting is left alone. */
  function drop() {
    if (socket.connected) socket.disconnect();
  }

  /** Sends `new_client`, reads the log up to its end, and reports the connection as ready. */
  async function begin() {
    link({ state: 'catching up' });
    try {
      const resumed = await session.take();
      const cursors = cursorsOf(store.get().log);
      const snapshot = await ask(socket, 'new_client', {
        version: VERSION,
        cursors,
        ...(resumed && { session: resumed }),
      });
      if (snapshot.you.id !== store.get().you.id) {
        stop();
        return onOtherUser?.(snapshot.you.id);
      }
      isUser = true;
      session.keep(snapshot.session);
      store.dispatch({ type: 'snapshot', snapshot, cursors, at: Date.now() });
      incomplete = !snapshot.log.complete;
      if (incomplete) await sync();
      attempts = 0;
      failedSyncs = 0;
      link({ state: 'ready' });
      sender.pump();
      reader.pump();
      shown.pump();
      delivered.pump();
      alertReceipts.pump();
      draftSync?.pump();
    } catch (error) {
      // A server refuses an unsupported version as a conflict; an older server, which does not know the field, as a
      // bad request.
      const outdated =
        error instanceof RequestRefused && (error.code === 'conflict' || error.code === 'bad_request');
      if (outdated) return finish({ state: 'outdated' });
      if (error instanceof RequestRefused) retryAfterRefusal = error.retryAfter;
      drop();
    }
  }

  /** Reads the log after the cursors. Calls during a sync share its promise. */
  function sync(): Promise<void> {
    clearTimeout(gapTimer);
    gapTimer = undefined;
    syncNeeded = true;
    syncing ??= readAll().finally(() => {
      syncing = null;
    });
    return syncing;
  }

  async function readAll() {
    // A sync requested meanwhile starts another round, because this answer may be older than the request.
    while (syncNeeded) {
      syncNeeded = false;
      const cursors = cursorsOf(store.get().log);
      const result = await ask(socket, 'sync', { cursors, ...(incomplete && { continued: true }) });
      store.dispatch({ type: 'synced', result, cursors });
      incomplete = !result.complete;
      syncNeeded ||= incomplete;
    }
  }

  /** Syncs in the background. A refusal leads to another try, a lost connection to a reconnect. */
  function catchUp() {
    if (!socket.connected) return;
    sync()
      .then(
        () => {
          failedSyncs = hasGap(store.get().log) ? failedSyncs + 1 : 0;
        },
        (error: unknown) => {
          if (error instanceof ConnectionLost) return drop();
          syncNeeded = true;
          failedSyncs++;
        },
      )
      .finally(lookForGap);
  }

  /** Schedules a sync when the state has a gap. Called after every change of the state. */
  function lookForGap() {
    const { link, log } = store.get();
    if (gapTimer || syncing || link.state !== 'ready' || !(syncNeeded || hasGap(log))) return;
    const longest = syncNeeded ? GAP_MS.longestRefused : GAP_MS.longest;
    gapTimer = setTimeout(
      () => {
        gapTimer = undefined;
        if (syncNeeded || hasGap(store.get().log)) catchUp();
      },
      GAP_MS.least + backoff(failedSyncs, { first: GAP_MS.first, longest }),
    );
  }

  socket.on('connect', begin);
  socket.on('connect_error', (error) => {
    release();
    const refusal = (error as { data?: { error?: { retryAfter?: unknown } } }).data?.error;
    scheduleAttempt(typeof refusal?.retryAfter === 'number' ? refusal.retryAfter : 0);
  });
  socket.on('disconnect', () => {
    isUser = false;
    // Buffered packets would be sent on the next connection, or time out there and end it.
    socket.sendBuffer = [];
    release();
    scheduleAttempt(retryAfterRefusal);
    retryAfterRefusal = 0;
  });
  socket.on('new_movement', (movement) => {
    if (movement) store.dispatch({ type: 'movement', movement });
  });
  socket.on('new_message', (_users, entries, acknowledge) => {
    if (Array.isArray(entries)) store.dispatch({ type: 'entries', entries });
    else catchUp();
    // Acknowledged after the state has the entries, so that lost ones are delivered again.
    if (typeof acknowledge === 'function') acknowledge();
  });
  socket.on('conversation', (conversation) => store.dispatch({ type: 'conversation', conversation }));
  socket.on('blocked', (blocked) => {
    store.dispatch({ type: 'blocked', blocked });
    // Blocking changes which messages count as unread.
    catchUp();
  });
  socket.on('notice', (notice) => store.dispatch({ type: 'notices', notices: [notice] }));
  socket.on('notice_confirmed', (id) => store.dispatch({ type: 'confirmed', id }));
  socket.on('pins', (pins) => store.dispatch({ type: 'pins', pins }));
  socket.on('alert', (alert, reason) => store.dispatch({ type: 'alert', alert, reason }));
  socket.on('draft', (received) => store.dispatch({ type: 'draft', ...received }));
  socket.on('receipt', (received) => store.dispatch({ type: 'receipt', ...received }));
  socket.on('typing', (received) => store.dispatch({ type: 'typing', ...received, now: Date.now() }));
  socket.on('erased', ({ id, nobody }) => store.dispatch({ type: 'erased', id, nobody }));
  // The server's heartbeat, sent when it has entries that this session was not sent.
  socket.on('heads', (heads) => {
    if (isBehind(store.get().log, heads)) catchUp();
  });
  socket.on('busy', (busy) => store.dispatch({ type: 'busy', busy }));
  socket.on('alert_console', () => onConsoleChange?.());
  socket.on('resync', catchUp);
  socket.on('signed_out', ({ reason }) => {
    // The access token ended before it was renewed, if a ticket is still given; the disconnect leads to that.
    const retries = renewable && reason === 'revoked' && Date.now() - revokedAt > REVOKED_AGAIN_MS;
    if (!retries) return finish({ state: 'signed out', reason });
    revokedAt = Date.now();
  });

  const unwatch = store.subscribe(lookForGap);
  const unwatchUse = onUse(shown.pump);
  const online = () => retry();
  const offline = () => {
    release();
    link({ state: 'offline' });
  };
  globalThis.addEventListener?.('online', online);
  globalThis.addEventListener?.('offline', offline);

  function retry() {
    attempts = 0;
    void attempt();
  }

  function stop() {
    stopping.abort();
    clearTimeout(reconnectTimer);
    clearTimeout(gapTimer);
    reader.stop();
    shown.stop();
    delivered.stop();
    alertReceipts.stop();
    unwatchUse();
    draftSync?.stop();
    unwatch();
    globalThis.removeEventListener?.('online', online);
    globalThis.removeEventListener?.('offline', offline);
    socket.disconnect();
  }

  void attempt();
  return { ask: askAsUser, pump: sender.pump, retry, stop };
}
