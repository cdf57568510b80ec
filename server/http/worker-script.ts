import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail } from '@/protocol/errors';
import { pathOf } from './paths';
import { answerError, Reply, send } from './respond';

/**
 * Answers `/sw.js` with the script of the service worker in `file`. Browsers compare it with theirs at each visit.
 * Returns false for any other path.
 */
export async function handleWorker(
  file: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (pathOf(request.url ?? '/') !== '/sw.js') return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    answerError(request, response, fail('method_not_allowed', 'The service worker is only read.'), {
      Allow: 'GET, HEAD',
    });
    return true;
  }
  const headers = { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' };
  await send(request, response, new Reply(200, headers, await readFile(file, 'utf8')));
  return true;
}
