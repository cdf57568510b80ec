import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { OutgoingEvent } from '@/protocol/outgoing-hooks';

/** What a program was posted. */
export interface Received {
  id: string;
  headers: Record<string, string>;
  body: string;
  event: OutgoingEvent;
}

/** A program that webhooks call, at 127.0.0.1. */
export interface Receiver {
  url: string;
  received: Received[];
  close(): void;
}

/** Starts a program that webhooks call; `answer` answers each request, the n-th of its id. */
export async function startReceiver(
  answer: (response: ServerResponse, received: Received, n: number) => unknown = (response) =>
    response.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = [];
  const attempts = new Map<string, number>();
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await buffer(request)).toString();
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([key, value]) => [key, `${value}`]),
    );
    const id = headers['webhook-id'] ?? '';
    const each = { id, headers, body, event: JSON.parse(body) };
    received.push(each);
    const n = (attempts.get(id) ?? 0) + 1;
    attempts.set(id, n);
    answer(response, each, n);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    received,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
