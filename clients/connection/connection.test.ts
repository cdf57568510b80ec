import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, expect, test, vi } from 'vitest';
import type { ClientToServer, ServerToClient, Snapshot } from '@/protocol/events';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { initialState, type State } from '../state/state';
import { type Connection, connect } from './connection';
import { ConnectionLost } from './request';
import { createStore, type Store } from './store';

const YOU = { id: 'ist1100001', name: 'Ana', administrator: false, guest: false };
const SESSION = 'a6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';
const CONVERSATION = 'b6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';

const entry = (seq: number, clientId = `client-${seq}`): WireEntry => ({
  conversation: { id: CONVERSATION, kind: 'nearby', with: null },
  seq,
  rev: seq,
  message: {
    id: `m${seq}`,
    clientId,
    from: { kind: 'user', ...YOU },
    text: `${seq}`,
    at: '2026-11-21T10:00:00Z',
  },
});

const infoOf = (entries: WireEntry[]): WireConversation => ({
  id: CONVERSATION,
  kind: 'nearby',
  with: null,
  title: null,
  topic: null,
  public: false,
  members: [],
  open: true,
  head: entries.at(-1)?.seq ?? 0,
  read: 0,
  unread: 0,
  mentions: 0,
  muted: false,
  version: 0,
  last: entries.at(-1) ?? null,
});

const NOBODY = { version: 0, users: [] };

const snapshot = (entries: WireEntry[]): Snapshot => ({
  ok: true,
  session: SESSION,
  version: 1,
  now: 0,
  you: { ...YOU, place: { sharing: false, building: null, declared: false, state: 'off', range: 128 } },
  people: [],
  log: { entries, conversations: [infoOf(entries)], complete: true, blocked: NOBODY },
});

type TestServer = Server<ClientToServer, ServerToClient>;
const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function server(): Promise<{ io: TestServer; url: string }> {
  const http = createServer();
  const io: TestServer = new Server(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  closing.push(() => io.close());
  return { io, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

function client(
  url: string,
  ticket = async () => ({ state: 'ticket', ticket: `t${++tickets}` }) as const,
  onOtherUser?: (username: string) => void,
  renewable = false,
) {
  const store = createStore(initialState(YOU));
  let storedSession: string | undefined;
  const session = {
    take: async () => storedSession,
    keep: (id: string) => {
      storedSession = id;
    },
  };
  const connection: Connection = connect({
    store,
    session,
    ticket,
    url,
    renewable,
    ...(onOtherUser && { onOtherUser }),
  });
  closing.push(() => connection.stop());
  return { store, connection };
}
let tickets = 0;

function until(store: Store, holds: (state: State) => boolean): Promise<State> {
  return new Promise((resolve) => {
    const check = () => {
      if (!holds(store.get())) return;
      stop();
      resolve(store.get());
    };
    const stop = store.subscribe(check);
    check();
  });
}

test('a message without an answer is sent again after the reconnect: same client id, same session, new ticket', async () => {
  const { io, url } = await server();
  const newClients: unknown[] = [];
  const tickets = new Set<string>();
  const sent: string[] = [];
  io.on('connection', (socket) => {
    tickets.add(socket.handshake.auth.ticket);
    socket.on('new_client', (payload, ack) => {
      newClients.push(payload);
      ack?.(snapshot([entry(1)]));
    });
    socket.on('send_message', (message, ack) => {
      sent.push(message.clientId);
      if (sent.length === 1) socket.conn.close();
      else ack?.({ ok: true, entries: [entry(2, message.clientId)], recipients: 4, reached: 3 });
    });
  });

  const { store, connection } = client(url);
  await until(store, (state) => state.link.state === 'ready');
  store.dispatch({
    type: 'compose',
    clientId: 'client-of-mine',
    address: { to: 'range' },
    text: 'hello',
    at: 1,
  });
  connection.pump();
  const state = await until(store, (s) => s.outgoing.length === 0 && s.link.state === 'ready');

  expect(sent).toEqual(['client-of-mine', 'client-of-mine']);
  expect(newClients).toMatchObject([
    { version: 1, cursors: {} },
    { session: SESSION, cursors: { [CONVERSATION]: 1 } },
  ]);
  expect(tickets.size).toBe(2);
  expect(state.log[CONVERSATION]?.entries.map((e) => e.seq)).toEqual([1, 2]);
  expect(store.get().reached).toEqual({ message: entry(2).message.id, people: 3 });
});

test('[D6] a message is acknowledged once the state has it, and a gap is requested', async () => {
  const { io, url } = await server();
  const sync = new Promise<unknown>((resolve) => {
    io.on('connection', (socket) => {
      socket.on('new_client', async (_, ack) => {
        ack?.(snapshot([entry(1)]));
        socket.emit('new_message', [YOU.id], [entry(3)], () => {});
      });
      socket.on('sync', (payload, ack) => {
        resolve(payload);
        ack?.({
          ok: true,
          entries: [entry(2), entry(3)],
          conversations: [infoOf([entry(3)])],
          complete: true,
          blocked: NOBODY,
        });
      });
    });
  });
  const { store } = client(url);
  expect(await sync).toEqual({ cursors: { [CONVERSATION]: 1 } });
  const state = await until(store, (s) => s.log[CONVERSATION]?.cursor === 3);
  expect(state.log[CONVERSATION]?.entries.map((e) => e.seq)).toEqual([1, 2, 3]);
  const ack = new Promise<number | undefined>((resolve) => {
    for (const socket of io.sockets.sockets.values()) {
      socket.emit('new_message', [YOU.id], [entry(4)], () => resolve(store.get().log[CONVERSATION]?.cursor));
    }
  });
  expect(await ack).toBe(4);
});

test('[D7] a gap is requested also after a lost connection, and so are entries up to a later head', async () => {
  const { io, url } = await server();
  const syncs: unknown[] = [];
  let connections = 0;
  io.on('connection', (socket) => {
    connections++;
    socket.on('new_client', (_, ack) => {
      ack?.(snapshot([entry(1)]));
      socket.emit('new_message', [YOU.id], [entry(3)], () => {
        if (connections === 1) socket.conn.close();
      });
    });
    socket.on('sync', (payload, ack) => {
      syncs.push(payload);
      const entries = [entry(2), entry(3), entry(4)].slice(0, syncs.length + 1);
      ack?.({ ok: true, entries, conversations: [infoOf(entries)], complete: true, blocked: NOBODY });
    });
  });
  const { store } = client(url);
  await until(store, (s) => s.log[CONVERSATION]?.cursor === 3);
  for (const socket of io.sockets.sockets.values())
    socket.emit('conversation', { ...infoOf([entry(4)]), version: 1 });
  await until(store, (s) => s.log[CONVERSATION]?.cursor === 4);
  expect(connections).toBe(2);
  expect(syncs).toEqual([{ cursors: { [CONVERSATION]: 1 } }, { cursors: { [CONVERSATION]: 3 } }]);
});

test('[D7] requests on a dead connection are lost with it, and do not disturb the next connection', async () => {
  const { io, url } = await server();
  const syncs: number[] = [];
  let connections = 0;
  io.on('connection', (socket) => {
    const connection = ++connections;
    socket.on('new_client', (_, ack) => ack?.(snapshot([entry(1)])));
    socket.on('sync', () => syncs.push(connection));
  });
  const { store, connection } = client(url);
  await until(store, (s) => s.link.state === 'ready');
  // The device slept: Socket.IO buffers packets until it has connected again.
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
  const answer = connection.ask('sync', { cursors: {} });
  now.mockRestore();
  await expect(answer).rejects.toThrow(ConnectionLost);
  await until(store, (s) => s.link.state === 'ready' && connections === 2);
  expect(syncs).toEqual([]);
});

test('a client that was signed out, or without a sign-in, does not reconnect', async () => {
  const { io, url } = await server();
  let connections = 0;
  io.on('connection', (socket) => {
    connections++;
    socket.on('new_client', (_, ack) => {
      ack?.(snapshot([]));
      socket.emit('signed_out', { reason: 'revoked' });
      socket.disconnect(true);
    });
  });
  const { store } = client(url);
  const state = await until(store, (s) => s.link.state === 'signed out');
  expect(state.link).toEqual({ state: 'signed out', reason: 'revoked' });
  expect(connections).toBe(1);

  const other = client(url, async () => ({ state: 'signed out' }) as never);
  await until(other.store, (s) => s.link.state === 'signed out');
  expect(connections).toBe(1);
});

test('a page whose browser has another user’s sign-in by now stops, and sends nothing as that user', async () => {
  const { io, url } = await server();
  const events: string[] = [];
  let early: Promise<unknown> | undefined;
  io.on('connection', (socket) => {
    socket.onAny((event) => events.push(event));
    socket.on('new_client', (_, ack) => {
      early = connection.ask('sync', { cursors: {} }).catch((error: unknown) => error);
      const answer = snapshot([entry(1)]);
      ack?.({ ...answer, you: { ...answer.you, id: 'ist1100002' } });
    });
  });
  let told = (_: string) => {};
  const other = new Promise<string>((resolve) => {
    told = resolve;
  });
  const { store, connection } = client(url, undefined, (username) => told(username));
  const message = { clientId: 'client-of-mine', address: { to: 'range' }, text: 'hello', at: 1 } as const;
  store.dispatch({ type: 'compose', ...message });
  expect(await other).toBe('ist1100002');
  connection.pump();
  expect(await early).toBeInstanceOf(ConnectionLost);
  expect([events, store.get().you.id, store.get().log]).toEqual([['new_client'], YOU.id, {}]);
});

test('an idle connection that is lost is opened again', async () => {
  const { io, url } = await server();
  let connections = 0;
  io.on('connection', (socket) => {
    connections++;
    socket.on('new_client', (_, ack) => ack?.(snapshot([])));
  });
  const { store } = client(url);
  await until(store, (state) => state.link.state === 'ready');
  for (const socket of io.sockets.sockets.values()) socket.conn.close();
  await until(store, (state) => state.link.state === 'waiting');
  await until(store, (state) => state.link.state === 'ready');
  expect(connections).toBe(2);
});

test('a server that cannot be reached is tried again', async () => {
  const { io, url } = await server();
  let refused = 0;
  io.engine.opts.allowRequest = (_, allow) =>
    allow(refused < 4 ? `${++refused} times no` : null, refused === 4);
  io.on('connection', (socket) => {
    socket.on('new_client', (_, ack) => ack?.(snapshot([])));
  });
  const { store } = client(url);
  await until(store, (state) => state.link.state === 'ready');
  expect(refused).toBe(4); // each try asks once by WebSocket and once by polling
});

test('a server without capacity says when to reconnect', async () => {
  const { io, url } = await server();
  io.use((_, next) => {
    const error = Object.assign(new Error('full'), {
      data: { error: { code: 'unavailable', retryAfter: 7 } },
    });
    next(error);
  });
  const { store } = client(url);
  const before = Date.now();
  const state = await until(store, (s) => s.link.state === 'waiting');
  expect(state.link.state === 'waiting' && state.link.until - before).toBeGreaterThanOrEqual(7000);
});

test('[U3] read marks of several conversations are reported in events of a hundred, one by itself', async () => {
  const { io, url } = await server();
  const ids = Array.from({ length: 150 }, (_, n) => `b6c1f8c0-7d5b-4f0e-9b5b-${String(n).padStart(12, '0')}`);
  const readMarks: Record<string, number>[] = [];
  const tellOf = new Promise<void>((resolve) => {
    io.on('connection', (socket) => {
      socket.on('new_client', (_, ack) => {
        const answer = snapshot([]);
        answer.log.conversations = ids.map((id) => ({
          ...infoOf([]),
          id,
          kind: 'group',
          head: 7,
          unread: 2,
        }));
        ack?.(answer);
      });
      socket.on('mark_all_read', ({ conversations }, ack) => {
        readMarks.push(conversations);
        ack?.({ ok: true });
      });
      socket.on('mark_read', ({ conversation, seq }) => {
        readMarks.push({ [conversation]: seq });
        resolve();
      });
    });
  });
  const { store } = client(url);
  await until(store, (state) => state.link.state === 'ready');
  store.dispatch({ type: 'read', read: Object.fromEntries(ids.map((id) => [id, 7])) });
  await vi.waitFor(() => expect(readMarks.map((marks) => Object.keys(marks).length)).toEqual([100, 50]));
  expect(Object.assign({}, ...readMarks)).toEqual(store.get().read);
  store.dispatch({ type: 'read', read: { [ids[3] as string]: 9 } });
  await tellOf;
  expect(readMarks.at(-1)).toEqual({ [ids[3] as string]: 9 });
});

test('[S17] a busy server is asked again when it says, and the page shows that it is busy', async () => {
  const { io, url } = await server();
  let requests = 0;
  io.on('connection', (socket) => {
    socket.on('new_client', (_payload, ack) => {
      requests += 1;
      const busy = { code: 'overloaded', message: 'Later.', retryable: true, retryAfter: 7 } as const;
      ack?.(requests === 1 ? { error: busy } : snapshot([]));
    });
  });
  const { store, connection } = client(url);
  const { link } = await until(store, (state) => state.link.state === 'waiting');
  expect(link).toMatchObject({ state: 'waiting', busy: true });
  expect((link as { until: number }).until - Date.now()).toBeGreaterThan(5_000);
  connection.retry();
  await until(store, (state) => state.link.state === 'ready');
});

test.each([true, false])(
  'a revoked sign-in ends the connection; one that can be renewed (%s) tries one ticket first',
  async (renewable) => {
    const { io, url } = await server();
    let sockets = 0;
    io.on('connection', (socket) => {
      sockets++;
      socket.on('new_client', (_payload, ack) => {
        ack?.(snapshot([entry(1)]));
        socket.emit('signed_out', { reason: 'revoked' });
        socket.disconnect(true);
      });
    });
    const { store } = client(url, undefined, undefined, renewable);
    const { link } = await until(store, (state) => state.link.state === 'signed out');
    expect(link).toEqual({ state: 'signed out', reason: 'revoked' });
    expect(sockets).toBe(renewable ? 2 : 1);
  },
);
