import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Member } from './member';
import { markedText, Session } from './session';

/** Lengths around those at which the header of a frame has another form. */
const LENGTHS = [0, 100, 125, 126, 65_000, 65_535, 65_536, 200_000];

const http = createServer();
const io = new Server(http);
let place: { port: number; from: string };

beforeAll(async () => {
  io.on('connection', (socket) => {
    socket.on('echo', (text: string, ack: (answer: unknown) => void) => ack({ text }));
    socket.on('push', (text: string, ack: (answer: unknown) => void) =>
      socket.emit('new_message', [], [{ message: { text } }], () => ack({ ok: true })),
    );
    socket.on('new_client', (_hello: unknown, ack: (answer: unknown) => void) => ack({ ok: true }));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  place = { port: (http.address() as AddressInfo).port, from: '127.0.0.2' };
});
afterAll(() => io.close());

it('reads and writes frames of every length', async () => {
  const session = new Session({ id: 'ana', token: '' }, place);
  expect(await session.open()).toEqual({});
  const texts = LENGTHS.map((length) => 'é'.repeat(length / 2));
  const answers = await Promise.all(texts.map((text) => session.emit('echo', text)));
  expect(answers).toEqual(texts.map((text) => ({ text })));
  session.drop();
  expect(await session.emit('echo', '')).toEqual({ error: { code: 'lost' } });
});

it('acknowledges events, and notes the marks that arrive', async () => {
  const session = new Session({ id: 'ana', token: '' }, place);
  await session.open();
  const marks: unknown[] = [];
  session.onMark = (mark, _at, event) => marks.push([mark, event]);
  expect(await session.emit('push', markedText(1234))).toEqual({ ok: true });
  expect(marks).toEqual([[1234, 'new_message']]);
  session.drop();
});

it('tells a member of a lost connection', async () => {
  const member = new Member({ id: 'ana', token: '' }, place);
  await member.connect({ client: 'bare' }, {});
  const lost = new Promise<void>((resolve) => {
    member.session.onLost = resolve;
  });
  io.disconnectSockets(true);
  await lost;
  expect(member.session.isOpen).toBe(false);
});
