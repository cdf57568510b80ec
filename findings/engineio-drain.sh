#!/usr/bin/env bash
# engine.io 6.6.13, under Socket.IO 4: the event `drain` of a connection whose client reads nothing.
# Expected: as in Node's streams, `drain` says that what waited has left, so the server may send the next page.
# What happens: it fires once the packets were handed to the transport. The connection's buffer is empty then, and
#   megabytes wait in the WebSocket below it. Only the transport's own `drain` waits for them.
# Why it matters: a server that sends history page by page at `drain` fills its memory for one client that hangs.
# Seen: of 13 MB sent, the connection drained once more than the transport; its writeBuffer is empty, and over 8 MB wait
#   below.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund engine.io@6.6.13
cat > seen.mjs <<'END'
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Server } from 'engine.io';

const http = createServer();
const server = new Server();
server.attach(http);
await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
const connected = new Promise((resolve) => server.once('connection', resolve));
const client = connect(http.address().port, '127.0.0.1');
client.write(
  'GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n' +
    'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
);
client.once('data', () => client.pause());
const connection = await connected;
await setTimeout(200); // the handshake is over

const drains = { connection: 0, transport: 0 };
connection.on('drain', () => drains.connection++);
connection.transport.on('drain', () => drains.transport++);
for (let i = 0; i < 200; i++) connection.send('x'.repeat(65_536));
await setTimeout(1000);
const below = connection.transport.socket.bufferedAmount;
console.log(drains, 'packets in writeBuffer:', connection.writeBuffer.length, 'bytes below:', below);
const seen = drains.connection === drains.transport + 1 && connection.writeBuffer.length === 0;
process.exit(seen && below > 1_000_000 ? 0 : 1);
END
node seen.mjs
