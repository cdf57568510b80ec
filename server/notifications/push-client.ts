import { createHash } from 'node:crypto';
import type { PushPayload } from '@/protocol/push';
import type { Log } from '@/server/log';
import type { Metrics } from '@/server/metrics';
import { createQueue, type Queue } from '@/server/queue';
import { PLAINTEXT_BYTES } from './encrypt.mjs';
import type { Endpoints } from './endpoints';
import { createPushThread, NOT_POSTED, type PostPush } from './post-push';
import type { Answer } from './push-thread.mjs';
import type { Vapid } from './vapid';

/** A browser to send to. */
interface Target {
  /** The sign-in that the subscription belongs to. */
  signInId: string;
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
 * service was not asked, because too many messages wait for it, or because the browser is not sent to any more.
 */
export type Pushed =
  | { result: 'accepted' | 'ended' }
  | { result: 'refused'; status: number }
  | { result: 'later'; status: number | null; retryMs: number | null; unsent?: true };

export interface PushClient {
  /** Sends a message. Never rejects. */
  send(target: Target, payload: PushPayload, handling: Handling): Promise<Pushed>;
}

/** The number of concurrent requests to one push service, and so of connections. */
const WIDTH = 64;
/** The maximum number of messages other than alerts that wait for one push service; the notifier has fewer notifications in hand. */
const MAX_WAITING = 2_000;
/** The priorities of messages: alerts overtake notifications, and are never refused. */
const ALERT = 0;
const OTHER = 1;
/** Milliseconds after which a message that waited is sent only if its browser is still sent to. */
const CHECKED_AFTER_MS = 1_000;
const TIMEOUT_MS = 5_000;
/** A push service that left so many requests in a row without an answer is silent, and is not asked for a while. */
const SILENT_AFTER = 16;
const SILENT_MS = 10_000;
/** The maximum number of push services that are known to be silent. */
const MAX_SILENT = 1_000;
const MAX_RETRY_MS = 3_600_000;

const FULL = new Error('Too many messages wait for this push service.');
const NO_ANSWER = { result: 'later', status: null, retryMs: null } as const satisfies Pushed;
const UNSENT = { ...NO_ANSWER, unsent: true } as const satisfies Pushed;

/** A push service while it is sent to. */
interface Service {
  queue: Queue;
  /** The number of requests since its last answer. */
  unanswered: number;
}

/**
 * Creates the client of push services (RFC 8030). It never follows a redirect, and keeps no body. A push service that
 * does not answer delays only its own messages: once it is silent, those that wait for it fail at once.
 *
 * @param options.isSentTo returns whether the browser of a sign-in is still sent to
 */
export function createPushClient({
  vapid,
  endpoints,
  log,
  metrics,
  isSentTo,
  timeoutMs = TIMEOUT_MS,
  post = createPushThread({ width: WIDTH, timeoutMs }),
  now = Date.now,
}: {
  vapid: Vapid;
  endpoints: Endpoints;
  log: Pick<Log, 'warn'>;
  metrics: Pick<Metrics, 'pushes' | 'pushesWaiting'>;
  isSentTo: (signInId: string) => Promise<boolean>;
  timeoutMs?: number;
  post?: PostPush;
  /** Returns milliseconds; tests replace it. */
  now?: () => number;
}): PushClient {
  /** By origin. A user can name any number of subdomains of an allowed domain, so idle ones are not kept. */
  const services = new Map<string, Service>();
  const silentUntil = new Map<string, number>();

  async function inQueue(
    origin: string,
    priority: number,
    work: (service: Service) => Promise<Pushed>,
  ): Promise<Pushed> {
    const service = services.get(origin) ?? {
      queue: createQueue({
        width: WIDTH,
        priorities: 2,
        maxWaiting: (waits) => (waits === ALERT ? Number.POSITIVE_INFINITY : MAX_WAITING),
        refuse: () => FULL,
      }),
      unanswered: 0,
    };
    services.set(origin, service);
    try {
      return await service.queue.run(() => work(service), priority);
    } catch (error) {
      if (error !== FULL) throw error;
      return UNSENT;
    } finally {
      if (service.queue.isIdle()) services.delete(origin);
    }
  }

  function isSilent(origin: string): boolean {
    const until = silentUntil.get(origin);
    if (until === undefined || until > now()) return until !== undefined;
    silentUntil.delete(origin);
    return false;
  }

  function noteUnanswered(service: Service, origin: string): void {
    service.unanswered += 1;
    if (service.unanswered < SILENT_AFTER || isSilent(origin)) return;
    if (silentUntil.size >= MAX_SILENT) silentUntil.clear();
    silentUntil.set(origin, now() + SILENT_MS);
    log.warn({ origin }, 'a push service does not answer');
  }

  async function postTo(
    origin: string,
    { signInId, endpoint, p256dh, auth }: Target,
    payload: PushPayload,
    handling: Handling,
  ): Promise<Pushed> {
    const since = now();
    const isAlert = payload.quad.kind === 'alert';
    return inQueue(origin, isAlert ? ALERT : OTHER, async (service) => {
      if (isSilent(origin)) return NO_ANSWER;
      // Without an answer of the database, alerts are sent.
      if (now() - since >= CHECKED_AFTER_MS && !(await isSentTo(signInId).catch(() => isAlert)))
        return UNSENT;
      const headers = {
        Authorization: vapid.headerFor(origin),
        'Content-Encoding': 'aes128gcm',
        'Content-Type': 'application/octet-stream',
        TTL: handling.ttl,
        Urgency: handling.urgency,
        Topic: handling.topic,
      };
      const answer = await post({ url: endpoint, headers, text: textOf(payload), p256dh, auth });
      if (answer === NOT_POSTED) return NO_ANSWER;
      if (!answer) {
        noteUnanswered(service, origin);
        return NO_ANSWER;
      }
      service.unanswered = 0;
      const pushed = resultOf(answer);
      // An operator can mend a refused identity; the endpoint itself is a secret of the user.
      if (pushed.result === 'refused')
        log.warn({ status: answer.status, origin }, 'a push service refused a message');
      return pushed;
    });
  }

  return {
    async send(target, payload, handling) {
      // The setting may have changed since the browser subscribed.
      if (!endpoints.isAllowed(target.endpoint)) return { result: 'ended' };
      metrics.pushesWaiting.inc();
      try {
        const pushed = await postTo(new URL(target.endpoint).origin, target, payload, handling);
        metrics.pushes.inc({ result: isUnsent(pushed) ? 'unsent' : pushed.result });
        return pushed;
      } finally {
        metrics.pushesWaiting.dec();
      }
    },
  };
}

/** Returns whether the push service was not asked. */
export const isUnsent = (pushed: Pushed | null) => pushed?.result === 'later' && pushed.unsent === true;

function resultOf({ status, retryAfter: header }: NonNullable<Answer>): Pushed {
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
function textOf(payload: PushPayload): string {
  const json = JSON.stringify(payload);
  const { notification } = payload;
  const length = Buffer.byteLength(json);
  if (length <= PLAINTEXT_BYTES || !notification || notification.body.length <= 1) return json;
  const characters = [...notification.body];
  // A character takes up to 6 bytes of JSON, as an escape.
  const excess = Math.max(1, Math.ceil((length - PLAINTEXT_BYTES) / 6));
  const body = `${characters.slice(0, Math.max(0, characters.length - excess - 1)).join('')}…`;
  return textOf({ ...payload, notification: { ...notification, body } });
}

/** Returns the topic of a conversation of a user: push services take 32 characters of base64url. */
export function topicOf(userId: string, conversationId: string): string {
  return createHash('sha256').update(`${userId}:${conversationId}`).digest('base64url').slice(0, 32);
}
