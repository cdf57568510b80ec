import { createHash } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { PushPayload } from '@/protocol/push';
import type { Log } from '@/server/log';
import { createQueue, type Queue } from '@/server/queue';
import { encrypt, PLAINTEXT_BYTES } from './encrypt';
import type { Endpoints } from './endpoints';
import type { Vapid } from './vapid';

/** A browser to send to. */
export interface Target {
  endpoint: string;
  p256dh: Buffer;
  auth: Buffer;
}

/** How a push service keeps a message for a browser that is away. */
interface Handling {
  /** Seconds to keep it. */
  ttl: number;
  urgency: 'normal' | 'high';
  /** A waiting message of the same topic is replaced by this one. */
  topic: string;
}

/**
 * `ended`: the subscription no longer exists. `later`: try again, after `retryMs` if the service says when; `unsent`: the
 * service was not asked, because too many messages wait for it.
 */
export type Pushed =
  | { result: 'accepted' | 'ended' }
  | { result: 'refused'; status: number }
  | { result: 'later'; status: number | null; retryMs: number | null; unsent?: true };

export interface PushClient {
  /** Sends a message. Never rejects. */
  send(target: Target, payload: PushPayload, handling: Handling): Promise<Pushed>;
}

/** The number of concurrent requests to one push service, and so of connections: a dead one delays only itself. */
const WIDTH = 32;
/** The maximum number of messages that wait for one push service: they wait for less time than a claim lasts. */
const MAX_WAITING = 128;
const TIMEOUT_MS = 5_000;
const MAX_RETRY_MS = 3_600_000;

const FULL = new Error('Too many messages wait for this push service.');

/** Creates the client of push services (RFC 8030). It never follows a redirect, and keeps no body. */
export function createPushClient({
  vapid,
  endpoints,
  log,
}: {
  vapid: Vapid;
  endpoints: Endpoints;
  log: Pick<Log, 'warn'>;
}): PushClient {
  /** By origin, while it is sent to. */
  const queues = new Map<string, Queue>();

  async function inQueue<T>(endpoint: string, work: () => Promise<T>): Promise<T> {
    const { origin } = new URL(endpoint);
    const queue =
      queues.get(origin) ?? createQueue({ width: WIDTH, maxWaiting: MAX_WAITING, refuse: () => FULL });
    queues.set(origin, queue);
    try {
      return await queue.run(work);
    } finally {
      // A user can name any number of subdomains of an allowed domain.
      if (queue.isIdle()) queues.delete(origin);
    }
  }

  async function post(
    { endpoint, ...keys }: Target,
    payload: PushPayload,
    handling: Handling,
  ): Promise<Pushed> {
    // The setting may have changed since the browser subscribed.
    if (!endpoints.isAllowed(endpoint)) return { result: 'ended' };
    const { origin } = new URL(endpoint);
    try {
      const headers = {
        Authorization: vapid.headerFor(origin),
        'Content-Encoding': 'aes128gcm',
        'Content-Type': 'application/octet-stream',
        TTL: handling.ttl,
        Urgency: handling.urgency,
        Topic: handling.topic,
      };
      const response = await postBytes(endpoint, headers, encrypt(bodyOf(payload), keys));
      const pushed = resultOf(response);
      // An operator can mend a refused identity; the endpoint itself is a secret of the user.
      if (pushed.result === 'refused')
        log.warn({ status: response.status, origin }, 'a push service refused a message');
      return pushed;
    } catch {
      return { result: 'later', status: null, retryMs: null };
    }
  }

  return {
    send: (target, payload, handling) =>
      inQueue(target.endpoint, () => post(target, payload, handling)).catch((error): Pushed => {
        if (error !== FULL) throw error;
        return { result: 'later', status: null, retryMs: null, unsent: true };
      }),
  };
}

interface Response {
  status: number;
  /** The `Retry-After` header. */
  retryAfter: string | null;
}

const agents = {
  'http:': new HttpAgent({ keepAlive: true, maxSockets: WIDTH }),
  'https:': new HttpsAgent({ keepAlive: true, maxSockets: WIDTH }),
};

/** Posts bytes on a kept connection. Rejects when there is no answer in time. */
async function postBytes(url: string, headers: OutgoingHttpHeaders, body: Buffer): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const attempt = () =>
    new Promise<Response | 'connection closed'>((resolve, reject) => {
      const secure = url.startsWith('https:');
      const sent = (secure ? httpsRequest : httpRequest)(
        url,
        {
          method: 'POST',
          agent: agents[secure ? 'https:' : 'http:'],
          headers: { ...headers, 'Content-Length': body.length },
          signal,
        },
        (response) => {
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null });
          // The body is not kept; the signal ends one that does not end.
          response.on('error', () => {}).resume();
        },
      );
      sent.on('error', (error: NodeJS.ErrnoException) =>
        // The service closed a kept connection at the moment that it was used.
        sent.reusedSocket && error.code === 'ECONNRESET' ? resolve('connection closed') : reject(error),
      );
      sent.end(body);
    });
  for (;;) {
    const response = await attempt();
    if (response !== 'connection closed') return response;
  }
}

function resultOf({ status, retryAfter: header }: Response): Pushed {
  if (status >= 200 && status < 300) return { result: 'accepted' };
  if (status === 404 || status === 410) return { result: 'ended' };
  if (status === 429 || status >= 500) return { result: 'later', status, retryMs: retryAfter(header) };
  return { result: 'refused', status };
}

/** Returns the milliseconds of a `Retry-After` header, at most an hour; null without one. */
function retryAfter(header: string | null, now = Date.now()): number | null {
  if (header === null) return null;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_MS) : null;
}

/** Returns the JSON of a payload. Shortens the text of the notification until the JSON fits into one message. */
export function bodyOf(payload: PushPayload): Buffer {
  const json = Buffer.from(JSON.stringify(payload));
  const { notification } = payload;
  if (json.length <= PLAINTEXT_BYTES || !notification || notification.body.length <= 1) return json;
  const characters = [...notification.body];
  // A character takes up to 6 bytes of JSON, as an escape.
  const excess = Math.max(1, Math.ceil((json.length - PLAINTEXT_BYTES) / 6));
  const body = `${characters.slice(0, Math.max(0, characters.length - excess - 1)).join('')}…`;
  return bodyOf({ ...payload, notification: { ...notification, body } });
}

/** Returns the topic of a conversation of a user: push services take 32 characters of base64url. */
export function topicOf(userId: string, conversationId: string): string {
  return createHash('sha256').update(`${userId}:${conversationId}`).digest('base64url').slice(0, 32);
}
