// The program of `startBareServer`: `bare-server.ts <port>`. It answers `new_client` at once, and emits the texts that
// its parent sends.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { exampleEntry } from '@/protocol/events/examples';
import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '@/server/realtime/pings';

const http = createServer();
const io = new Server(http, {
  serveClient: false,
  pingInterval: PING_INTERVAL_MS,
  pingTimeout: PING_TIMEOUT_MS,
});
io.on('connection', (socket) => {
  socket.on('new_client', (_hello: unknown, ack: (answer: unknown) => void) => ack({ ok: true }));
});
process.on('message', (message: { emit?: string }) => {
  if (message.emit === undefined) return;
  const entry = { ...exampleEntry, message: { ...exampleEntry.message, text: message.emit } };
  io.emit('new_message', ['everybody'], [entry]);
});
process.once('SIGTERM', () => process.exit(0));
// As many unaccepted connections as a node of Quad allows.
http.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 16_384 }, () =>
  console.log('ready'),
);
