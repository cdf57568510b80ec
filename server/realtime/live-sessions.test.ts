import { EventEmitter } from 'node:events';
import { describe, expect, it, test } from 'vitest';
import type { Movement, WireEntry } from '@/protocol/messages';
import type { UserActor } from '@/server/actor';
import { createLiveSessions, type LiveSession, type Socket } from './live-sessions';

const entry = { seq: 1, conversation: { id: 'c' }, message: { id: 'm' } } as unknown as WireEntry;

/** Returns a socket as a session uses it, with a client that acknowledges on request. */
function fakeSocket(id: string) {
  const sent: unknown[][] = [];
  const acks: ((error: Error | null) => void)[] = [];
  const transport = Object.assign(new EventEmitter(), { socket: { bufferedAmount: 0, terminate() {} } });
  const conn = Object.assign(new EventEmitter(), {
    writeBuffer: [] as { data: string }[],
    transport,
    /** What was written to the connection without Socket.IO. */
    written: [] as { data: string; frame: Buffer | undefined }[],
    write(data: string, { wsPreEncodedFrame }: { wsPreEncodedFrame: Buffer[] }) {
      conn.written.push({ data, frame: wsPreEncodedFrame[0] });
    },
    closed: false,
    close() {
      conn.closed = true;
    },
  });
  const socket = {
    id,
    conn,
    cut: false,
    emit: (...args: unknown[]) => void sent.push(args.filter((arg) => typeof arg !== 'function')),
    timeout: () => ({
      emit(...args: unknown[]) {
        acks.push(args.pop() as (error: Error | null) => void);
        sent.push(args);
      },
    }),
    disconnect() {
      socket.cut = true;
    },
  };
  return { socket, sent, acks, events: () => sent.map(([event]) => event) };
}

type Conn = ReturnType<typeof fakeSocket>['socket']['conn'];

function world() {
  const caughtUp: string[] = [];
  let delivered = 0;
  const sessions = createLiveSessions({
    onDelivered(clients) {
      delivered += clients;
    },
    onCaughtUp: (userId) => void caughtUp.push(userId),
  });
  const begin = (id: string, userId: string, more: Partial<LiveSession> = {}) => {
    const fake = fakeSocket(`socket-${id}`);
    const actor = { userId, username: `name-${userId}`, credentialId: `credential-${userId}` } as UserActor;
    const session: LiveSession = {
      id,
      actor,
      socket: fake.socket as unknown as Socket,
      keepsLog: true,
      queue: null,
      lastSentSeq: new Map(),
      caughtUp: true,
      skipped: 0,
      lagging: false,
      held: null,
      busyReported: false,
      ...more,
    };
    sessions.add(session);
    return { ...fake, session };
  };
  return { sessions, begin, caughtUp, delivered: () => delivered };
}

describe('the live sessions', () => {
  it('are found by user until the last one is removed', () => {
    const { sessions, begin } = world();
    const [first, two] = [begin('1', 'ana'), begin('2', 'ana')];
    begin('3', 'rui');
    expect([sessions.of('ana').length, sessions.has('rui'), sessions.count().users]).toEqual([2, true, 3]);
    sessions.remove(first.session);
    expect(sessions.has('ana')).toBe(true);
    sessions.remove(two.session);
    sessions.remove(two.session);
    expect([sessions.has('ana'), sessions.of('ana'), sessions.list().length]).toEqual([false, [], 1]);
  });

  it('are disconnected by credential or user, with the reason', () => {
    const { sessions, begin } = world();
    const [ana, rui] = [begin('1', 'ana'), begin('2', 'rui')];
    sessions.revokeLocalSockets({ credentialId: 'credential-ana' }, 'signed_out');
    expect([ana.socket.cut, rui.socket.cut]).toEqual([true, false]);
    expect(ana.sent).toEqual([['signed_out', { reason: 'signed_out' }]]);
    sessions.revokeLocalSockets({ userId: 'rui' }, 'revoked');
    expect(rui.sent).toEqual([['signed_out', { reason: 'revoked' }]]);
  });

  it('[S12] are terminated with their buffer when the client does not read', () => {
    const { sessions, begin } = world();
    const [slow, quick] = [begin('1', 'ana'), begin('2', 'ana')];
    slow.socket.conn.transport.socket.bufferedAmount = 70_000;
    sessions.revokeLocalSockets({ userId: 'ana' }, 'revoked');
    expect([slow.socket.conn.closed, quick.socket.conn.closed]).toEqual([true, false]);
  });

  it('disconnect the old connection, and no later one, when another resumes the session', () => {
    const { sessions, begin } = world();
    const old = begin('1', 'ana');
    const next = begin('2', 'ana', { id: '1' });
    sessions.revokeLocalSockets({ socketId: 'socket-1' }, 'revoked');
    // The same revocation may arrive often and late.
    sessions.revokeLocalSockets({ socketId: 'socket-1' }, 'revoked');
    expect([old.socket.cut, next.socket.cut, old.events()]).toEqual([true, false, []]);
  });

  it('[S20] tell a client that has too many sessions why its session ends', () => {
    const { sessions, begin } = world();
    const old = begin('1', 'ana');
    sessions.revokeLocalSockets({ socketId: 'socket-1' }, 'too_many');
    expect([old.socket.cut, old.sent]).toEqual([true, [['signed_out', { reason: 'too_many' }]]]);
  });

  it('disconnect nobody for a revocation without a target', () => {
    const { sessions, begin } = world();
    const ana = begin('1', 'ana');
    sessions.revokeLocalSockets({}, 'revoked');
    expect(ana.socket.cut).toBe(false);
  });

  it('have one socket per bot, which only that socket removes', () => {
    const { sessions } = world();
    const [first, second] = [fakeSocket('a'), fakeSocket('b')];
    sessions.addBot(
      { kind: 'bot', botId: 'door', buildingId: 'tower', secretHash: Buffer.alloc(32) },
      first.socket as unknown as Socket,
    );
    sessions.removeBot('door', second.socket as unknown as Socket);
    sessions.revokeLocalSockets({ botId: 'door' }, 'unauthorised');
    expect([first.socket.cut, first.sent]).toEqual([true, [['signed_out', { reason: 'unauthorised' }]]]);
    sessions.removeBot('door', first.socket as unknown as Socket);
    expect(sessions.count().bots).toBe(0);
  });
});

describe('a delivery', () => {
  it('is done when the client has acknowledged it', () => {
    const { sessions, begin } = world();
    const ana = begin('1', 'ana');
    const done: boolean[] = [];
    sessions.deliver(ana.session, [entry], (received) => done.push(received));
    expect([ana.sent, done]).toEqual([[['new_message', ['name-ana'], [entry]]], []]);
    ana.acks[0]?.(null);
    expect(done).toEqual([true]);
  });

  it('disconnects a client that does not acknowledge, so that its queue is released', () => {
    const { sessions, begin } = world();
    const ana = begin('1', 'ana');
    const done: boolean[] = [];
    sessions.deliver(ana.session, [entry], (received) => done.push(received));
    ana.acks[0]?.(new Error('timeout'));
    expect([ana.socket.cut, done]).toEqual([true, []]);
  });

  it('is done at once for a legacy client, which need not acknowledge', () => {
    const { sessions, begin } = world();
    const ana = begin('1', 'ana', { keepsLog: false });
    const done: boolean[] = [];
    sessions.deliver(ana.session, [entry], (received) => done.push(received));
    ana.acks[0]?.(new Error('timeout'));
    expect([done, ana.socket.cut]).toEqual([[true], false]);
  });

  it.each([
    [
      'engine.io',
      (conn: Conn) => {
        conn.writeBuffer = [{ data: 'x'.repeat(60_000) }, { data: 'y'.repeat(10_000) }];
      },
    ],
    [
      'ws and the socket',
      (conn: Conn) => {
        conn.transport.socket.bufferedAmount = 70_000;
      },
    ],
  ])(
    '[S12] is skipped when too much is buffered in %s, and the client gets a resync once it has drained',
    (_where, fill) => {
      const { sessions, begin, caughtUp, delivered } = world();
      const slow = begin('1', 'ana');
      const quick = begin('2', 'rui');
      const { conn } = slow.socket;
      fill(conn);
      const done: boolean[] = [];
      for (let n = 0; n < 100; n++)
        sessions.deliver(slow.session, [entry], (received) => done.push(received));
      sessions.sendMovement(slow.session, { kind: 'delta', people: [], gone: [] });
      sessions.push(slow.session, 'heads', {});
      sessions.deliver(quick.session, [entry], () => {});
      expect(done).toEqual(Array.from({ length: 100 }, () => false));
      expect([slow.sent, quick.events(), delivered()]).toEqual([[], ['new_message'], 1]);

      // The transport has received packets, but still buffers too much.
      conn.transport.socket.bufferedAmount = 70_000;
      conn.writeBuffer = [];
      conn.transport.emit('drain');
      expect(slow.events()).toEqual([]);
      conn.transport.socket.bufferedAmount = 0;
      conn.transport.emit('drain');
      expect([slow.events(), caughtUp]).toEqual([['resync'], ['ana']]);
      sessions.deliver(slow.session, [entry], () => {});
      sessions.sendMovement(slow.session, { kind: 'delta', people: [], gone: [] });
      expect(slow.events()).toEqual(['resync', 'new_message']);
      expect(conn.written.map(({ data }) => JSON.parse(data.slice(1))[0])).toEqual(['new_movement']);
    },
  );
});

test('a movement is encoded once for the sessions that are sent it one after another', () => {
  const { sessions, begin } = world();
  const movement = (name: string): Movement => ({ kind: 'delta', people: [], gone: [name] });
  const told = Array.from({ length: 10 }, (_, n) => begin(`${n}`, `user-${n}`));
  const [first, other] = [movement('ana'), movement('rui')];
  for (const { session } of told) sessions.sendMovement(session, first);
  for (const { session } of told) sessions.sendMovement(session, other);
  for (const { socket } of told) {
    expect(socket.conn.written.map(({ data }) => JSON.parse(data.slice(1)))).toEqual([
      ['new_movement', first],
      ['new_movement', other],
    ]);
  }
  const frames = new Set(told.flatMap(({ socket }) => socket.conn.written.map(({ frame }) => frame)));
  expect(frames.size).toBe(2);
});

describe('[A8][D17] a session before its snapshot', () => {
  it('gets nothing, and then what it was sent meanwhile, but is found by a revocation', () => {
    const { sessions, begin } = world();
    const { session, events, socket, sent } = begin('1', 'ana', { held: [] });
    sessions.deliver(session, [entry], () => {});
    sessions.broadcast([session], entry);
    sessions.push(session, 'resync');
    sessions.push(session, 'erased', { id: 'rui', nobody: { id: 'nobody', name: 'Deleted account' } });
    sessions.sendMovement(session, { kind: 'delta', people: [], gone: [] });
    expect([sent, socket.conn.written, session.lastSentSeq.size]).toEqual([[], [], 0]);
    expect(sessions.matching({ credentialId: 'credential-ana' })).toEqual([session]);
    sessions.begun(session);
    expect([events(), socket.conn.written.length]).toEqual([['new_message', 'resync', 'erased'], 1]);
    sessions.push(session, 'resync');
    expect(events().at(-1)).toBe('resync');
  });

  it('holds a bounded number of entries, and is not caught up if there were more', () => {
    const { sessions, begin } = world();
    const { session, socket } = begin('1', 'ana', { held: [] });
    for (let n = 0; n < 150; n++) sessions.broadcast([session], entry);
    expect([session.caughtUp, session.skipped]).toEqual([false, 50]);
    sessions.begun(session);
    expect(socket.conn.written.length).toBe(100);
  });
});

describe('an entry of a room', () => {
  const written = (session: LiveSession) => (session.socket.conn as unknown as Conn).written;

  it.each([1, 10, 200])('is encoded once, and written once to each of %i sockets', (listeners) => {
    const { sessions, begin, delivered } = world();
    const all = Array.from({ length: listeners }, (_, n) => begin(`${n}`, `user-${n}`));
    let encodings = 0;
    const message = {
      toJSON() {
        encodings += 1;
        return { id: 'm' };
      },
    };
    sessions.broadcast(
      all.map(({ session }) => session),
      { ...entry, message } as unknown as WireEntry,
    );
    const frames = new Set(all.flatMap(({ session }) => written(session).map(({ frame }) => frame)));
    expect([encodings, frames.size, delivered()]).toEqual([1, 1, listeners]);
    for (const { session, sent, acks } of all)
      expect([written(session).length, sent, acks]).toEqual([1, [], []]);
  });

  it('costs a session that is caught up no memory, and is recorded for one that is not', () => {
    const { sessions, begin } = world();
    const [ready, reading] = [begin('1', 'ana'), begin('2', 'rui', { caughtUp: false })];
    sessions.broadcast([ready.session, reading.session], entry);
    expect([[...ready.session.lastSentSeq], [...reading.session.lastSentSeq]]).toEqual([[], [['c', 1]]]);
  });

  it('[S12] is skipped for a lagging session alone, which is not caught up then', () => {
    const { sessions, begin, delivered } = world();
    const [slow, quick] = [begin('1', 'ana'), begin('2', 'rui')];
    slow.socket.conn.transport.socket.bufferedAmount = 70_000;
    sessions.broadcast([slow.session, quick.session], entry);
    expect([written(slow.session).length, written(quick.session).length, delivered()]).toEqual([0, 1, 1]);
    expect([slow.session, quick.session].map(({ caughtUp, skipped }) => [caughtUp, skipped])).toEqual([
      [false, 1],
      [true, 0],
    ]);
  });

  it('goes to the sessions of its readers, whether these or the users of the node are more', () => {
    const { sessions, begin } = world();
    for (const [id, userId] of [
      ['1', 'ana'],
      ['2', 'ana'],
      ['3', 'rui'],
      ['4', 'eva'],
    ] as const)
      begin(id, userId);
    const ids = (...userIds: string[]) => sessions.ofUsers(new Set(userIds)).map(({ id }) => id);
    expect(ids('ana', 'nobody')).toEqual(['1', '2']);
    expect(ids('eva', 'rui', 'a', 'b', 'c', 'd')).toEqual(['3', '4']);
  });
});
