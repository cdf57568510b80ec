import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferedBytes, type EngineSocket, limitBuffered, onceDrained, oneUnreadPoll } from './backpressure';
import { createRequestQueue } from './request-queue';

/** Returns a connection whose client reads nothing until the test says so. */
function fakeEngineSocket() {
  const socket = {
    bufferedAmount: 0,
    terminated: false,
    terminate() {
      socket.terminated = true;
    },
  };
  const transport = Object.assign(new EventEmitter(), { socket });
  const connection = Object.assign(new EventEmitter(), {
    readyState: 'open',
    request: {} as IncomingMessage,
    writeBuffer: [] as { data?: unknown }[],
    transport,
    closed: false,
    close() {
      connection.closed = true;
    },
    /** Emits the event before it stores the packet, like engine.io. */
    say(data: string) {
      connection.emit('packetCreate', { data });
      connection.writeBuffer.push({ data });
    },
    take() {
      connection.writeBuffer = [];
      socket.bufferedAmount = 0;
      transport.emit('drain');
    },
  });
  return connection;
}

const KB = 1024;

describe('[S12] buffered data', () => {
  it('is counted in engine.io and in the transport', () => {
    const connection = fakeEngineSocket();
    connection.say('x'.repeat(10));
    connection.transport.socket.bufferedAmount = 5;
    expect(bufferedBytes(connection as EngineSocket)).toBe(15);
  });

  it('is awaited, also when the transport changes meanwhile', () => {
    for (const event of ['drain', 'upgrade']) {
      const connection = fakeEngineSocket();
      connection.say('x'.repeat(100 * KB));
      let calls = 0;
      onceDrained(connection, () => {
        calls += 1;
      });
      connection.transport.emit('drain');
      expect(calls).toBe(0);
      connection.writeBuffer = [];
      (event === 'drain' ? connection.transport : connection).emit(event);
      connection.take();
      expect(calls).toBe(1);
    }
  });

  it('ends the connection when it only grows, but not when the client reads now and then', () => {
    const [greedy, slow] = [fakeEngineSocket(), fakeEngineSocket()];
    for (const connection of [greedy, slow]) limitBuffered(connection);
    for (let n = 0; n < 30; n++) {
      greedy.say('x'.repeat(50 * KB));
      slow.say('x'.repeat(50 * KB));
      if (n % 8 === 0) slow.take();
    }
    expect([greedy.closed, greedy.transport.socket.terminated, slow.closed]).toEqual([true, true, false]);
  });

  it('is bounded for small refusals, too', () => {
    const connection = fakeEngineSocket();
    limitBuffered(connection);
    connection.say('x'.repeat(200 * KB));
    let sent = 0;
    for (; !connection.closed && sent < 100_000; sent++) connection.say('no');
    expect(sent).toBeLessThan(10_000);
  });
});

describe('[S12] requests of one connection', () => {
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'answered',
      (error: { code: string }) => error.code,
    );

  it('are limited in number, and pages more strictly', async () => {
    const questions = createRequestQueue(fakeEngineSocket());
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const pages = Array.from({ length: 6 }, () => refusal(questions.run('history', () => held)));
    const sends = Array.from({ length: 40 }, () => refusal(questions.run('send_message', () => held)));
    finish();
    const count = async (all: Promise<string>[]) =>
      (await Promise.all(all)).filter((outcome) => outcome === 'answered').length;
    expect([await count(pages), await count(sends)]).toEqual([4, 28]);
    expect(await refusal(questions.run('history', () => held))).toBe('answered');
  });

  it('read one page after another, also after a failed one', async () => {
    const questions = createRequestQueue(fakeEngineSocket());
    const order: string[] = [];
    const page = (name: string, fails = false) =>
      refusal(
        questions.run('history', async () => {
          order.push(`${name} begins`);
          await Promise.resolve();
          order.push(`${name} ends`);
          if (fails) throw Object.assign(new Error(), { code: 'forbidden' });
        }),
      );
    expect(await Promise.all([page('a', true), page('b')])).toEqual(['forbidden', 'answered']);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('read a page once the client has read earlier replies', async () => {
    const connection = fakeEngineSocket();
    const questions = createRequestQueue(connection);
    connection.say('x'.repeat(100 * KB));
    let read = 0;
    const page = questions.run('sync', async () => {
      read += 1;
    });
    await questions.run('send_message', async () => {});
    expect(read).toBe(0);
    connection.take();
    await page;
    expect(read).toBe(1);
  });

  it('are refused once the client is gone', async () => {
    const connection = fakeEngineSocket();
    const questions = createRequestQueue(connection);
    connection.say('x'.repeat(100 * KB));
    const page = refusal(questions.run('sync', async () => {}));
    connection.readyState = 'closed';
    connection.emit('close');
    expect(await page).toBe('rate_limited');
  });
});

describe('[S12] long polling', () => {
  let server: Server;
  const engineSockets: Record<string, ReturnType<typeof fakeEngineSocket>> = {};
  beforeAll(async () => {
    const check = oneUnreadPoll(engineSockets);
    server = createServer((asked, response) => {
      const sid = new URL(asked.url ?? '', 'http://x').searchParams.get('sid') ?? '';
      check(Object.assign(asked, { _query: { sid, transport: 'polling' } }), response, () => {
        if (engineSockets[sid]?.closed) response.writeHead(400).end();
        else response.end('x'.repeat(16 * KB * KB));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  /** Returns the status when it arrives; the body is read on request. */
  const poll = (sid: string) =>
    new Promise<{ status: number | undefined; read: () => Promise<void> }>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      request({ port, host: '127.0.0.1', path: `/?sid=${sid}`, agent: false })
        .on('response', (response) =>
          resolve({
            status: response.statusCode,
            read: () => new Promise((done) => response.once('end', done).resume()),
          }),
        )
        .on('error', reject)
        .end();
    });

  it('ends when the client polls again before it has read the last response', async () => {
    engineSockets.greedy = fakeEngineSocket();
    expect((await poll('greedy')).status).toBe(200);
    expect((await poll('greedy')).status).toBe(400);
  });

  it('continues when the client reads each response', async () => {
    engineSockets.good = fakeEngineSocket();
    for (let n = 0; n < 3; n++) {
      const answer = await poll('good');
      expect(answer.status).toBe(200);
      await answer.read();
    }
  });
});
