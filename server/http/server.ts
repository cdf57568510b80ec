import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fail } from '@/server/errors';
import type { Fenix } from '@/server/fenix/fenix';
import type { WiredNode } from '@/server/node';
import { admit } from './admit';
import { handleOperations } from './operations';
import { isReadable } from './paths';
import { answer } from './plain';
import { handleUpgrades, type Upgrade } from './upgrade';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface Pages {
  handle: Handler;
  /** Development only: the connection over which pages reload. */
  upgrade: Upgrade | null;
}

/**
 * The node's one HTTP server, made before the rest of the node so that its port is known: `serve` says
 * who answers. Until then it answers 503.
 */
export function createHttp(): {
  http: Server;
  serve: (
    node: WiredNode,
    parts: { pages: Pages; fenix: Fenix | null; realtime: { upgrade: Upgrade } },
  ) => void;
} {
  let handler: Handler = (request, response) =>
    answer(request, response, fail('unavailable', 'Quad is starting. Try again in a moment.'));
  const http = createServer((request, response) => void handler(request, response));
  return {
    http,
    serve(node, { pages, fenix, realtime }) {
      // Browsers keep to https for a year, also where somebody writes the address without it.
      const secure = node.publicUrl.startsWith('https:');
      handler = async (request, response) => {
        if (secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
        try {
          await route(node, pages, fenix, request, response);
        } catch (err) {
          node.log.error({ err }, 'a request failed');
          if (!response.headersSent) answer(request, response, err);
          else response.destroy();
        }
      };
      handleUpgrades(http, { realtime: realtime.upgrade, pages: pages.upgrade });
    },
  };
}

async function route(
  node: WiredNode,
  pages: Pages,
  fenix: Fenix | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  if (!isReadable(url)) return answer(request, response, fail('bad_request', 'The address cannot be read.'));
  if (await handleOperations(node, request, response)) return;
  if (fenix && (await fenix.handle(request, response))) return;
  const elsewhere = otherHost(node, request);
  if (elsewhere !== null) {
    response.writeHead(307, { Location: elsewhere }).end();
    return;
  }
  if (await admit(node, request, response)) await pages.handle(request, response);
}

/** In the demonstration, `localhost` is sent to the address that cookies and sign-in are bound to. */
function otherHost(node: WiredNode, request: IncomingMessage): string | null {
  if (
    !node.config.demonstration ||
    request.method !== 'GET' ||
    !request.headers.accept?.includes('text/html')
  )
    return null;
  const { host } = new URL(node.publicUrl);
  const asked = request.headers.host;
  return asked === undefined || asked === host || !asked.startsWith('localhost')
    ? null
    : node.publicUrl + (request.url ?? '/');
}
