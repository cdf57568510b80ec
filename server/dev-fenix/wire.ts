import type { IncomingMessage, ServerResponse } from 'node:http';

const BODY_LIMIT_BYTES = 64 * 1024;

/** A parsed request together with its response. */
export type Exchange = {
  req: IncomingMessage;
  res: ServerResponse;
  /** GET for a HEAD request: Node omits the body by itself. */
  method: string;
  /** Path below the base path, without a trailing slash. */
  path: string;
  /** Returns a parameter from the query, else from the form; the first value of a repeated parameter. */
  parameter: (name: string) => string | undefined;
};

export type Endpoint = (exchange: Exchange) => void | Promise<void>;

/**
 * Reads the query and, for a form, the body.
 * @returns undefined when the body is over 64 kB or the client disconnected: the request is then already answered.
 */
export async function readExchange(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<Exchange | undefined> {
  const body = await readBody(req);
  if (body === 'too large') {
    // The rest of the body is not read, so the connection cannot be reused.
    res.setHeader('connection', 'close');
    answerNothing(res, 413);
    return undefined;
  }
  if (body === 'aborted') return undefined;
  const isForm = (req.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = new URLSearchParams(isForm ? body.text : '');
  return {
    req,
    res,
    method: req.method === 'HEAD' ? 'GET' : (req.method ?? 'GET'),
    path,
    parameter: (name) => query.get(name) ?? form.get(name) ?? undefined,
  };
}

async function readBody(req: IncomingMessage): Promise<{ text: string } | 'too large' | 'aborted'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Destroying the request would destroy the socket that the 413 is sent on.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > BODY_LIMIT_BYTES) return 'too large';
      chunks.push(chunk);
    }
  } catch (error) {
    // The stream fails only because the client disconnected: no answer is needed.
    if (req.destroyed) return 'aborted';
    throw error;
  }
  return { text: Buffer.concat(chunks).toString('utf8') };
}

export function answerJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  res.end(JSON.stringify(body));
}

/** Sends a status without a body, FenixEdu's answer to a wrong path or method. */
export function answerNothing(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'cache-control': 'no-store', 'content-length': '0' });
  res.end();
}

/** Sends the answer of a reverse proxy when FenixEdu is down: HTML, where the client expects JSON. */
export function answerUnavailable(res: ServerResponse): void {
  res.writeHead(503, { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' });
  res.end('<!doctype html><title>503</title><h1>Service Unavailable</h1>');
}

export function answerRedirect(res: ServerResponse, location: string): void {
  res.writeHead(302, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  res.end();
}
