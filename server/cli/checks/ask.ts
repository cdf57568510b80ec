import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { CHECK_TIMEOUT_MS } from './check';

export interface Answer {
  status: number;
  location: string;
  body: string;
}

const MAX_BODY = 100_000;

/**
 * Sends a request on a connection of its own, so that a proxy may choose another node each time. Resolves with the
 * answer, of which it reads at most `MAX_BODY` characters; an upgrade is an answer with the status 101. Rejects when none
 * comes within `CHECK_TIMEOUT_MS`.
 */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: object; body?: string } = {},
): Promise<Answer> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = send(url, {
      method,
      agent: false,
      headers: { ...headers, ...(body !== '' && { 'Content-Length': Buffer.byteLength(body) }) },
      signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    });
    sent.on('error', reject);
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, location: '', body: '' });
    });
    sent.on('response', (response) => {
      let text = '';
      const finish = () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '', body: text });
      response.setEncoding('utf8').on('error', reject).on('end', finish);
      response.on('data', (part: string) => {
        text += part;
        if (text.length < MAX_BODY) return;
        finish();
        response.destroy();
      });
    });
    sent.end(body);
  });
}

/** Returns the parsed body; undefined if it is not JSON. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
