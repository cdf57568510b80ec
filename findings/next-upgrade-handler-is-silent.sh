#!/usr/bin/env bash
# next 16.4.6 in development, in a custom server with WebSockets of its own, so that Next gets another server as
#   `httpServer` and the custom server passes on the upgrades of /_next/ by app.getUpgradeHandler().
# Expected: getUpgradeHandler() answers the WebSocket of /_next/hmr, as getRequestHandler() answers its requests.
# What happens: the handler returns and the connection never gets an answer. The listener that Next puts on `httpServer`
#   at its first request does answer.
# Why it matters: since 16 a page in development waits for what the server sends over this connection before it
#   hydrates. It looks complete, without any error, and no button works; a build works. Pass the upgrade to the
#   listeners of `httpServer`.
# Seen: the handler: no answer; the listener: open.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm pkg set type=module
npm install --silent --no-audit --no-fund next@16.4.6 react@19.3.1 react-dom@19.3.1 ws@8.23.0
mkdir app
echo 'export default ({ children }) => <html><body>{children}</body></html>;' > app/layout.js
echo 'export default () => "a page";' > app/page.js
cat > seen.mjs <<'END'
import { createServer } from 'node:http';
import next from 'next';
import { WebSocket } from 'ws';

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address();
const httpServer = createServer();
const app = next({ dev: true, quiet: true, dir: process.cwd(), hostname: '127.0.0.1', port, httpServer });
await app.prepare();
server.on('request', app.getRequestHandler());
await (await fetch(`http://127.0.0.1:${port}/`)).text();

let pass = app.getUpgradeHandler();
server.on('upgrade', (...upgrade) => pass(...upgrade));
const hotReload = () =>
  new Promise((resolve) => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/_next/hmr?id=1`, { handshakeTimeout: 5_000 });
    ws.on('open', () => resolve('open'));
    ws.on('error', (error) => resolve(/timed out/.test(error.message) ? 'no answer' : error.message));
  });
const handler = await hotReload();
pass = (...upgrade) => httpServer.emit('upgrade', ...upgrade);
const listener = await hotReload();
console.log({ handler, listener });
process.exit(handler === 'no answer' && listener === 'open' ? 0 : 1);
END
NEXT_TELEMETRY_DISABLED=1 node seen.mjs
