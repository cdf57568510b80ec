#!/usr/bin/env bash
# next 16.4.6 built for production, with its own HTTP server beside a WebSocket server (ws 8.23.0) on the same port.
# Expected: getRequestHandler() handles requests; upgrades stay with whoever listens for them.
# What happens: from the first request on Next listens for upgrades on that server, too, which it finds through the
#   request's socket. Where a page of its own would fit the path, as with a catch-all route, it ends the connection. So
#   it works until somebody opens a page.
# Why it matters: chat dies on every node at the first visit after a start, and no test without a page shows it.
#   Given another server as `httpServer`, Next listens on that one instead.
# Seen: before a page one listener and connected; after it two, and "socket hang up".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm pkg set type=module
npm install --silent --no-audit --no-fund next@16.4.6 react@19.3.1 react-dom@19.3.1 ws@8.23.0
mkdir pages
cat > 'pages/[...all].js' <<'END'
export default function Page() {
  return 'a page';
}
END
export NEXT_TELEMETRY_DISABLED=1
npx next build > build.log 2>&1 || { cat build.log; exit 1; }
cat > seen.mjs <<'END'
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import next from 'next';
import { WebSocket, WebSocketServer } from 'ws';

const server = createServer();
const sockets = new WebSocketServer({ noServer: true });
server.on('upgrade', async (request, socket, head) => {
  await setTimeout(100); // who it is, is looked up first
  if (socket.writable) sockets.handleUpgrade(request, socket, head, (ws) => ws.send('hello'));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address();
const app = next({ dev: false, quiet: true, dir: process.cwd() });
await app.prepare();
server.on('request', app.getRequestHandler());

const chat = () =>
  new Promise((resolve) => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/chat`);
    ws.on('message', () => resolve('connected'));
    ws.on('error', (error) => resolve(error.message));
  });
const look = async () => `${server.listenerCount('upgrade')} ${await chat()}`;
const before = await look();
await (await fetch(`http://127.0.0.1:${port}/page`)).text();
const after = await look();
console.log({ before, after });
process.exit(before === '1 connected' && after === '2 socket hang up' ? 0 : 1);
END
node seen.mjs
