import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createSmtp } from './smtp';

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
});

/** Starts a server that does this with each connection; returns its URL. */
async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const send = (url: string) =>
  createSmtp(url, { name: 'Quad', address: 'quad@example.edu' }, 150).send(
    { subject: 'Olá', text: 'Olá', id: 'a-mail' },
    ['ana@example.org'],
  );

test.each([
  ['says nothing', () => {}],
  ['stops in the middle', (socket: Socket) => socket.write('220 mail.example\r\n')],
  ['refuses everybody', (socket: Socket) => socket.end('554 go away\r\n')],
  ['hangs up', (socket: Socket) => socket.destroy()],
  ['speaks something else', (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
] as const)('a mail fails, with no address in the error, if the server %s', async (_, onConnection) => {
  const url = await listen((socket) => void onConnection(socket));
  const error = await send(url).catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toMatch(/^Error: The mail server failed: [\w ]+\.$/);
});

test('a mail fails if there is no server', async () => {
  await expect(send('smtp://127.0.0.1:1')).rejects.toThrow('The mail server failed: ESOCKET.');
});
