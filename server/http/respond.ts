import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import { type ErrorCode, isQuadError } from '@/protocol/errors';
import type { OAuthError } from '@/protocol/oauth';
import { errorBody, httpStatus } from '@/server/errors';

/** Headers of every answer of a route: the answer is not cached, and browsers do not guess its type. */
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
/** The size in bytes from which text is compressed; a smaller one fits into one packet anyway. */
const COMPRESSED_FROM = 1024;
const compress = promisify(gzip);

/** The answer to a request, before it is sent. */
export class Reply<Body = string | Uint8Array | Readable> {
  constructor(
    readonly status: number,
    readonly headers: Record<string, string>,
    readonly body: Body,
  ) {}

  /** Returns the reply with more headers. */
  with(headers: Record<string, string>): Reply<Body> {
    return new Reply(this.status, { ...this.headers, ...headers }, this.body);
  }
}

/** Returns a JSON reply; `status` is 200 by default. */
export function json(
  value: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Reply<string> {
  const headers = { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8', ...init.headers };
  return new Reply(init.status ?? 200, headers, JSON.stringify(value));
}

/**
 * Returns the reply with an `ETag` of its content; without content and 304 if `known`, an `If-None-Match` header, names
 * that content.
 */
export function tagged(reply: Reply, known: string | undefined): Reply {
  const { status, headers, body } = reply;
  if (status !== 200 || body instanceof Readable) return reply;
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const isKnown = known?.split(',').some((each) => each.trim().replace(/^W\//, '') === tag) || known === '*';
  if (!isKnown) return reply.with({ ETag: tag });
  const { 'Content-Type': _, ...others } = headers;
  return new Reply(304, { ...others, ETag: tag }, '');
}

/** Returns a plain text reply. */
export function text(value: string): Reply {
  return new Reply(200, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }, value);
}

/** Returns XML for everybody, which HTTP caches keep for five seconds and then ask for again by its `ETag`. */
export function published({
  type,
  xml,
  changed,
}: {
  type: string;
  xml: string;
  changed: Date;
}): Reply<string> {
  const headers = {
    ...HEADERS,
    'Cache-Control': 'public, max-age=5',
    'Content-Type': `${type}; charset=utf-8`,
    'Last-Modified': changed.toUTCString(),
  };
  return new Reply(200, headers, xml);
}

/** Returns whether caches share the reply: then nothing in it is about one client. */
export const isShared = ({ headers }: Reply) => headers['Cache-Control']?.startsWith('public') === true;

/** Headers of what users uploaded: browsers never run it as a page, and no page of another site can embed it. */
const UPLOADED = {
  ...HEADERS,
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Returns an image reply. The image is of a person, so no HTTP cache keeps it. */
export function image({ type, data }: { type: string; data: Uint8Array }): Reply {
  return new Reply(200, { ...UPLOADED, 'Content-Type': type }, data);
}

/** Returns a file that a user uploaded, as a download that no browser opens by itself, streamed. */
export function attachment({
  name,
  bytes,
  file,
}: {
  /** Any characters of one line. */
  name: string;
  bytes: number;
  file: Readable;
}): Reply {
  // RFC 6266: programs that do not know the second form use the first one.
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const headers = {
    ...UPLOADED,
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(bytes),
    'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
  };
  return new Reply(200, headers, file);
}

/** Returns a JSON file as a download, streamed as fast as the client reads it. */
export function exported({
  filename,
  bytes,
  file,
}: {
  /** Only characters that need no quoting. */
  filename: string;
  bytes: number;
  file: Readable;
}): Reply {
  const headers = {
    ...HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(bytes),
    'Content-Disposition': `attachment; filename="${filename}"`,
  };
  return new Reply(200, headers, file);
}

/** Returns a 201 reply with the created object; `Location` says where to read it. */
export function created(value: unknown, path: string): Reply {
  return json(value, { status: 201, headers: { Location: path } });
}

/**
 * Returns an error reply in the shape of all errors. A 401, or a token without the scope, includes `WWW-Authenticate`.
 */
export function errorReply(error: unknown, headers: Record<string, string> = {}): Reply<string> {
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

/** The errors of OAuth 2.0 for refusals that name none. */
const OAUTH: Partial<Record<ErrorCode, OAuthError>> = {
  bad_request: 'invalid_request',
  unauthenticated: 'invalid_grant',
  forbidden: 'access_denied',
  suspended: 'access_denied',
  conflict: 'access_denied',
};

/** Returns an error reply of a route that speaks OAuth 2.0; what is no refusal has the shape of all errors. */
export function oauthErrorReply(error: unknown): Reply<string> {
  const oauth = isQuadError(error) ? (error.oauth ?? OAUTH[error.code]) : undefined;
  if (!oauth) return errorReply(error);
  return json({ error: oauth, error_description: errorBody(error).error.message }, { status: 400 });
}

/**
 * Sends a reply; to a HEAD only its headers. Compresses text if the client accepts that and it is worth it. Resolves
 * when the reply is handed over or the client has disconnected; rejects when a streamed file cannot be read.
 */
export async function send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  const { status, headers, body } = reply;
  if (body instanceof Readable) return sendFile(request, response, { status, headers, file: body });
  if (typeof body !== 'string' || body.length < COMPRESSED_FROM)
    return write(request, response, { status, headers, body });
  const varied = { ...headers, Vary: 'Accept-Encoding' };
  if (!accepts(request, 'gzip')) return write(request, response, { status, headers: varied, body });
  write(request, response, {
    status,
    headers: { ...varied, 'Content-Encoding': 'gzip' },
    body: await compress(body),
  });
}

/** Sends an error in the shape of all errors. */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  headers: Record<string, string> = {},
): void {
  write(request, response, errorReply(error, headers));
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Omit<Reply<string | Uint8Array>, 'with'>,
): void {
  // An answer without content has no length (RFC 9110 8.6).
  const length = status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, file }: { status: number; headers: Record<string, string>; file: Readable },
): Promise<void> {
  const { 'Content-Length': length, ...others } = headers;
  if (request.method === 'HEAD') {
    file.destroy();
    response.writeHead(status, headers).end();
    return;
  }
  // Files of users are mostly compressed already.
  const compressed = headers['Content-Type']?.startsWith('application/json') && accepts(request, 'gzip');
  response.writeHead(status, {
    ...others,
    Vary: 'Accept-Encoding',
    ...(compressed ? { 'Content-Encoding': 'gzip' } : { 'Content-Length': length }),
  });
  const sent = compressed ? pipeline(file, createGzip(), response) : pipeline(file, response);
  await sent.catch((error: NodeJS.ErrnoException) => {
    if (!response.destroyed || error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

/** The longest part of an `Accept-Encoding` header that is read, in characters: an expression can take quadratic time. */
const MAX_CODING_LENGTH = 64;

/** Returns whether the client accepts a coding by name (RFC 9110 12.5.3). */
export function accepts({ headers }: IncomingMessage, coding: 'br' | 'gzip'): boolean {
  const accepted = new RegExp(String.raw`^\s*${coding}\s*(;\s*q=(1|0\.0*[1-9])|$)`, 'i');
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((each) => each.length <= MAX_CODING_LENGTH && accepted.test(each));
}
