import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorBody } from '@/server/errors';
import { errorResponse } from './respond';

/** Answers an error outside Next, in the shape of all errors. */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  headers: Record<string, string> = {},
): void {
  const { status, headers: all } = errorResponse(error, headers);
  response.writeHead(status, Object.fromEntries(all));
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(errorBody(error)));
}
