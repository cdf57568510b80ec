import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves a handler on a free port of this machine. Requests that it leaves alone (it returns false) are answered 418. */
export async function serveHandler(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>,
): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    if (!(await handle(request, response))) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
