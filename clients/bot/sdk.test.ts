import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBot } from './sdk';

type Answer = (answer: unknown) => void;

/** A fake node that answers as each test says. */
const node = {
  url: '',
  auth: (): unknown => ({ auth: 1, token: 'qb_token' }),
  check: (): unknown => ({ available: 1, state: 'Bot available.' }),
  newBot: (_socket: Socket, answer: Answer) => answer({ ok: true, building: { id: '1', name: 'Civil' } }),
  message: (_socket: Socket, _payload: unknown, answer: Answer): void =>
    answer({ ok: true, available: 0, state: '' }),
};
const asUsual = { ...node };
const messages: { clientId: string; message: string }[] = [];
let close: () => Promise<void>;

beforeEach(async () => {
  Object.assign(node, asUsual);
  messages.length = 0;
  const http = createServer((req, res) => {
    if (req.url?.startsWith('/socket.io/')) return;
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify(req.url?.startsWith('/API/bot/check/') ? node.check() : node.auth()));
  });
  const io = new Server(http);
  io.on('connection', (socket) => {
    socket.on('new_bot', (payload, answer) => {
      expect(payload).toEqual({ id: 'door', token: 'qb_token' });
      node.newBot(socket, answer);
    });
    socket.on('bot_message', (payload, answer) => {
      messages.push(payload);
      node.message(socket, payload, answer);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  node.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  close = () => io.close();
});
afterEach(() => close());

const createDoor = () => createBot({ url: node.url, id: 'door', secret: 'secret' });

test('a bot authenticates, connects, sends and stops', async () => {
  const bot = createDoor();
  expect(await bot.start()).toEqual({ id: '1', name: 'Civil' });
  await bot.say('Lunch is ready.');
  expect(messages).toMatchObject([{ message: 'Lunch is ready.' }]);
  await bot.stop();
  await expect(bot.say('more')).rejects.toMatchObject({ code: 'stopped' });
});

test('a message is sent again under the same id after its connection breaks', async () => {
  node.message = (socket, _payload, answer) => {
    if (messages.length === 1) socket.conn.close();
    else answer({ ok: true, available: 0, state: '' });
  };
  const bot = createDoor();
  await bot.start();
  const reconnecting = new Promise((resolve) => bot.once('reconnecting', resolve));
  await bot.say('Lunch is ready.');
  await reconnecting;
  expect(messages).toHaveLength(2);
  expect(new Set(messages.map(({ clientId }) => clientId)).size).toBe(1);
  await bot.stop();
});

test('withdrawing the authorisation stops the bot for good', async () => {
  let socket: Socket | undefined;
  node.newBot = (connected, answer) => {
    socket = connected;
    asUsual.newBot(connected, answer);
  };
  const bot = createDoor();
  await bot.start();
  const stopped = new Promise((resolve) => bot.once('stopped', resolve));
  socket?.emit('signed_out', { reason: 'unauthorised' });
  socket?.disconnect();
  expect(await stopped).toMatchObject({ code: 'not_authorised' });
  await expect(bot.say('more')).rejects.toMatchObject({ code: 'not_authorised' });
});

test.each([
  [{ available: 0, state: '', new: 1 }, 'unknown_bot'],
  [{ available: 0, state: '', auth: 0 }, 'not_authorised'],
  [{ available: 1, state: '' }, 'bad_credentials'],
])('a refused secret is explained by the state %j', async (check, code) => {
  node.auth = () => ({ auth: 0 });
  node.check = () => check;
  await expect(createDoor().start()).rejects.toMatchObject({ code });
});

test('a bot that runs elsewhere fails as busy, and without a server as unreachable', async () => {
  node.newBot = (_socket, answer) => answer({ error: { code: 'busy', message: 'Busy.', retryable: true } });
  await expect(createDoor().start()).rejects.toMatchObject({ code: 'busy' });
  const nowhere = createBot({ url: 'http://127.0.0.1:1', id: 'door', secret: 'secret' });
  await expect(nowhere.start()).rejects.toMatchObject({ code: 'unreachable' });
});

test('stopping twice ends the bot once, without an error', async () => {
  const bot = createDoor();
  const ends = vi.fn();
  bot.on('stopped', ends);
  await bot.start();
  await bot.stop();
  await bot.stop();
  expect(ends.mock.calls).toEqual([[undefined]]);
});

test('a start that waits tries again until the bot is authorised, and a message returns its id', async () => {
  let asked = 0;
  node.auth = () => (++asked > 1 ? { auth: 1, token: 'qb_token' } : { auth: 0 });
  node.check = () => ({ available: 0, state: '', auth: 0 });
  node.message = (_socket, _payload, answer) =>
    answer({ ok: true, id: 'message-1', available: 0, state: '' });
  const bot = createDoor();
  const waits = vi.fn();
  bot.on('waiting', waits);
  await bot.start({ wait: true });
  expect(waits.mock.calls).toEqual([
    [expect.any(Number), expect.objectContaining({ code: 'not_authorised' })],
  ]);
  expect(await bot.say('Lunch is ready.')).toBe('message-1');
  await bot.stop();
});

test('a signal ends a start that waits, and a message that waits for its answer', async () => {
  const stop = new AbortController();
  const nowhere = createBot({ url: 'http://127.0.0.1:1', id: 'door', secret: 'secret' });
  nowhere.once('waiting', () => stop.abort());
  await expect(nowhere.start({ wait: true, signal: stop.signal })).rejects.toMatchObject({ code: 'stopped' });

  const bot = createDoor();
  await bot.start();
  const given = new AbortController();
  node.message = () => given.abort();
  await expect(bot.say('never', { signal: given.signal })).rejects.toMatchObject({ code: 'stopped' });
  node.message = asUsual.message;
  await bot.say('still here');
  await bot.stop();
});
