import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { assertDocumented } from './documented';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** Returns the parsed body; throws when it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: what the test expects, the test says
  json(): any;
}

export interface Asking {
  method?: string;
  /** The path, which is sent unchanged: `fetch` would normalise it. */
  path: string;
  headers?: OutgoingHttpHeaders;
  /** An object is sent as JSON. */
  body?: object | string | Uint8Array;
  bearer?: string | undefined;
}

export type Rest = ((asking: Asking) => Promise<Answer>) & { close(): void };

/**
 * Returns a client of the REST API that sends requests unchanged, however invalid. It rejects an answer that the
 * OpenAPI document does not describe.
 */
export function createRest(url: string): Rest {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const rest = ({ method = 'GET', path, headers = {}, body, bearer }: Asking) =>
    new Promise<Answer>((resolve, reject) => {
      const bytes = toBytes(body);
      const all: OutgoingHttpHeaders = { 'Content-Length': bytes.length, ...headers };
      if (body !== undefined) all['Content-Type'] ??= 'application/json';
      if (bearer !== undefined) all.Authorization = `Bearer ${bearer}`;
      const sent = request({ agent, hostname, port, method, path, headers: all }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('error', reject).on('end', () => {
          const answer = { status: response.statusCode ?? 0, headers: response.headers, text };
          try {
            assertDocumented(method, path, answer);
            resolve({ ...answer, json: () => JSON.parse(text) });
          } catch (undocumented) {
            reject(undocumented);
          }
        });
      });
      sent.on('error', reject).end(bytes);
    });
  return Object.assign(rest, { close: () => agent.destroy() });
}

function toBytes(body: Asking['body']): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
