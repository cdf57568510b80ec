#!/usr/bin/env bash
# socket.io 4.8.4 with connectionStateRecovery: what a client gets that was away for a moment.
# Expected: the events that its room was sent meanwhile.
# What happens: only if it had been sent some event before. A client that was connected, and in the room, but had not
#   been sent anything has no offset to go on from: it is not recovered, and misses everything without an error
#   (`recovered` is false, as after a restart). And events that ask for an acknowledgement are never kept for it.
# Why it matters: in a quiet chat a client loses exactly the first message; a server that greets everybody hides it.
# Seen: greeted: recovered, gets 1 and 3 but not 2, which asked for an acknowledgement; not greeted: gets nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund socket.io@4.8.4 socket.io-client@4.8.4
cat > seen.mjs <<'END'
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

async function away(greeted) {
  const server = new Server(0, { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } });
  const { port } = server.httpServer.address();
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnectionDelay: 500 });
  const got = [];
  client.on('message', (text) => got.push(text));
  const [first] = await once(server, 'connection');
  first.join('room');
  if (greeted) first.emit('greeting');
  await setTimeout(200);
  client.io.engine.close();
  await once(first, 'disconnect');
  await setTimeout(50);
  server.to('room').emit('message', 1);
  server.to('room').timeout(100).emit('message', 2, () => {});
  server.to('room').emit('message', 3);
  const [{ recovered }] = await once(server, 'connection');
  await setTimeout(300);
  client.close();
  server.close();
  return JSON.stringify({ recovered, got });
}

const greeted = await away(true);
const silent = await away(false);
console.log({ greeted, silent });
const seen = greeted === '{"recovered":true,"got":[1,3]}' && silent === '{"recovered":false,"got":[]}';
process.exit(seen ? 0 : 1);
END
node seen.mjs
