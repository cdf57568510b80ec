import { Readable } from 'node:stream';
import { isQuadError } from '@/protocol/errors';
import { errorBody, httpStatus } from '@/server/errors';

/** On everything that a route says: it is for this caller and this moment, and it is what its type says. */
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

export function json(
  value: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(JSON.stringify(value), {
    status: init.status ?? 200,
    headers: { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8', ...init.headers },
  });
}

export function text(value: string): Response {
  return new Response(value, { headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' } });
}

/** A picture that somebody else made: shown as a picture, by whoever asked, and never run as a page. */
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

/** A file of JSON to be kept, sent as fast as it is taken. */
export function download({
  filename,
  bytes,
  file,
}: {
  /** Of characters that need no quoting. */
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

/** What was made, and where it can be read from now on. */
export function created(value: unknown, path: string): Response {
  return json(value, { status: 201, headers: { Location: path } });
}

/** Any error in the one shape, with its status; a 401 says how to show who asks, as does a token without the scope. */
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
