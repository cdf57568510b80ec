import { Readable } from 'node:stream';
import { isQuadError } from '@/protocol/errors';
import { errorBody, httpStatus } from '@/server/errors';

/** Headers of every answer of a route: the answer is not cached, and browsers do not guess its type. */
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** Returns a JSON response; `status` is 200 by default. */
export function json(
  value: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(JSON.stringify(value), {
    status: init.status ?? 200,
    headers: { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8', ...init.headers },
  });
}

/** Returns a plain text response. */
export function text(value: string): Response {
  return new Response(value, { headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' } });
}

/**
 * Returns an image response. The image comes from another source: browsers cache it for this user only, and never run
 * it as a page.
 */
export function image({ type, data }: { type: string; data: Uint8Array }): Response {
  return new Response(Uint8Array.from(data), {
    headers: {
      ...HEADERS,
      'Cache-Control': 'private, max-age=300',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Type': type,
    },
  });
}

/** Returns a JSON file as a download, streamed as fast as the client reads it. */
export function download({
  filename,
  bytes,
  file,
}: {
  /** Only characters that need no quoting. */
  filename: string;
  bytes: number;
  file: Readable;
}): Response {
  return new Response(Readable.toWeb(file) as ReadableStream, {
    headers: {
      ...HEADERS,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(bytes),
      'Content-Disposition': `attachment; filename="${filename}"`,
    },
  });
}

/** Returns a 201 response with the created object; `Location` says where to read it. */
export function created(value: unknown, path: string): Response {
  return json(value, { status: 201, headers: { Location: path } });
}

/**
 * Returns an error response in the shape of all errors. A 401, or a token without the scope, includes
 * `WWW-Authenticate`.
 */
export function errorResponse(error: unknown, headers: Record<string, string> = {}): Response {
  const body = errorBody(error);
  const { retryAfter } = body.error;
  const status = httpStatus(error);
  const challenge = isQuadError(error) ? error.challenge : undefined;
  return json(body, {
    status,
    headers: {
      ...headers,
      ...(retryAfter && { 'Retry-After': String(retryAfter) }),
      ...((status === 401 || challenge) && {
        'WWW-Authenticate': ['Bearer realm="Quad"', challenge].filter(Boolean).join(', '),
      }),
    },
  });
}
