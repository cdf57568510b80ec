import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail } from '@/protocol/errors';
import { stampClientIp } from './client-ip';
import type { HttpContext } from './context';
import { answerError } from './respond';

/** The methods that Next can route; it answers other methods with an empty page. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Headers that Next's pages send to its server. A route has no use for them, and Next answers some of them with a
 * redirect.
 */
const NEXT_OWN = /^(rsc$|next-|x-nextjs-|x-middleware-|x-invoke-|x-matched-)/;

/**
 * Prepares a request to next-auth for Next: adds the client's IP address. Returns false when the request is already
 * answered here, because Next would not answer it in our shape.
 */
export function prepareForNext(
  app: Pick<HttpContext, 'config'>,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (!METHODS.has(request.method ?? '')) {
    answerError(request, response, fail('method_not_allowed', 'No route accepts this method.'), {
      Allow: 'GET, HEAD, POST',
    });
    return false;
  }
  stampClientIp(request, app.config);
  for (const name of Object.keys(request.headers)) if (NEXT_OWN.test(name)) delete request.headers[name];
  return true;
}
