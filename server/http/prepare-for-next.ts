import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail } from '@/protocol/errors';
import type { App } from '@/server/app';
import { answerError } from './answer-error';
import { tokenInBody } from './body';
import { stampClientIp } from './client-ip';
import { isRestPath, mapLegacyPath } from './paths';

/** The methods that Next can route; it answers other methods with an empty page. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Headers that Next's pages send to its server. A route has no use for them, and Next answers some of them with a
 * redirect.
 */
const NEXT_OWN = /^(rsc$|next-|x-nextjs-|x-middleware-|x-invoke-|x-matched-)/;

/**
 * Prepares a request for Next: adds the client's IP address and, for legacy routes, the internal prefix. Returns
 * false when the request is already answered here, because Next would not answer it in our shape.
 */
export async function prepareForNext(
  app: Pick<App, 'config'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = request.url ?? '/';
  stampClientIp(request, app.config);
  if (!isRestPath(url)) return true;
  if (!METHODS.has(request.method ?? '')) {
    answerError(request, response, fail('method_not_allowed', 'No route accepts this method.'), {
      Allow: 'GET, HEAD, POST, DELETE',
    });
    return false;
  }
  for (const name of Object.keys(request.headers)) if (NEXT_OWN.test(name)) delete request.headers[name];
  if (request.method === 'GET' && url.startsWith('/API/admin/') && !request.headers.authorization) {
    const token = hasBody(request) ? await tokenInBody(request) : undefined;
    if (token !== undefined) request.headers.authorization = `Bearer ${token}`;
  }
  request.url = mapLegacyPath(url);
  return true;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}
