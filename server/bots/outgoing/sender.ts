import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '@/db/client';
import type { Relay } from '@/server/conversations/relay';
import type { Log } from '@/server/log';
import type { Metrics } from '@/server/metrics';
import { createBatchedCall } from '@/server/queue';
import { sendNotice } from '@/server/safety/send-notice';
import { collectEvents } from './collect-events';
import { eventBody } from './event-body';
import { type AttemptedEvent, type ClaimedEvent, claimEvents, storeAttempts } from './event-store';
import { type HookResult, hasOutgoingHooks, noteHookResults } from './hook-store';
import type { PostEvent } from './post-event';
import { delayAfter, isDelivered } from './retries';
import { keyOf, signatureHeaders } from './signature';

/** Tells the programs of others what bots hear. */
export interface OutgoingSender {
  /** Returns whether a URL may be called as far as its text says. */
  mayCall(url: string): boolean;
  /** Notes that there is a webhook: without any, nothing is looked for. */
  noteHook(): void;
  /** Stores what is new, and begins to send what is due. A node calls it several times a second. */
  tick(): Promise<void>;
  /** Resolves when nothing is being sent. */
  settled(): Promise<void>;
  /** Claims nothing more, and resolves when nothing is being sent, after 2 s at the latest. */
  stop(): Promise<void>;
}

/** Milliseconds after which a node looks whether there is any webhook. */
const LOOK_MS = 5_000;
/** The events of one webhook that a node claims at once, whenever it has no more than half of them in hand. */
const EACH = 8;
/** The events that a node claims at once, and that it has in hand, at most. */
const AT_ONCE = 100;
const MAX_IN_HAND = 500;
/** Milliseconds after which a node that stops leaves what it sends to another one. */
const STOP_WITHIN_MS = 2_000;
/** Days of failures without a success after which a webhook is switched off. */
const MAX_FAILING_DAYS = 3;

/** Creates the sender. */
export function createOutgoingSender({
  db,
  relay,
  authSecret,
  post,
  mayCall,
  log,
  metrics,
}: {
  db: Db;
  relay: Pick<Relay, 'publish'>;
  authSecret: string;
  post: PostEvent;
  mayCall: (url: string) => boolean;
  log: Pick<Log, 'warn'>;
  metrics: Pick<Metrics, 'webhookPosts'>;
}): OutgoingSender {
  /** The events in hand by webhook. */
  const inHand = new Map<string, number>();
  const works = new Set<Promise<void>>();
  let isAny = false;
  let lookedAt = 0;
  let isStopped = false;
  /** Whether the node has stopped without waiting for what it was sending. */
  let isLeft = false;
  let claiming: Promise<void> | null = null;
  let isClaimedAgain = false;

  const finish = createBatchedCall({
    maxBatch: Number.POSITIVE_INFINITY,
    async run(finished: (AttemptedEvent & HookResult)[]) {
      const outbox = await db.transaction(async (client) => {
        await storeAttempts(client, finished);
        const ended = await noteHookResults(client, finished, MAX_FAILING_DAYS);
        const notices = [];
        for (const { name, botId, ownerId } of ended)
          notices.push(
            ...(await sendNotice(client, {
              userId: ownerId,
              createdBy: null,
              kind: 'webhook',
              text: `${name} (${botId})`,
            })),
          );
        return notices;
      });
      if (outbox.length > 0) relay.publish(outbox);
      return finished;
    },
  });

  async function attempt(event: ClaimedEvent): Promise<void> {
    const { id, hookId, url, salt, formerSalt, tries } = event;
    const body = eventBody({ authSecret }, event);
    const at = Date.now();
    const keys = [salt, ...(formerSalt ? [formerSalt] : [])].map((each) => keyOf(authSecret, each));
    const { status, problem, retryAfter } = await post(url, signatureHeaders(keys, { id, at, body }), body);
    const delivered = isDelivered({ status });
    if (isLeft) return;
    metrics.webhookPosts.inc({ result: delivered ? 'delivered' : 'failed' });
    await finish({
      id,
      hookId,
      tries,
      attempt: { at: new Date(at).toISOString(), status, problem },
      isDelivered: delivered,
      retryMs: delivered ? null : delayAfter(tries + 1, { status, retryAfter }),
      result: delivered ? 'delivered' : status === 410 ? 'gone' : 'failed',
    });
  }

  /** Sends an event in the background. A claim whose attempt cannot be stored ends by itself. */
  function start(event: ClaimedEvent): void {
    const { hookId } = event;
    inHand.set(hookId, (inHand.get(hookId) ?? 0) + 1);
    const work = attempt(event)
      .catch((err) => log.warn({ err }, 'what became of the event of a webhook could not be stored'))
      .then(() => {
        works.delete(work);
        const left = (inHand.get(hookId) ?? 1) - 1;
        if (left > 0) inHand.set(hookId, left);
        else inHand.delete(hookId);
        if (left === EACH / 2 || works.size === MAX_IN_HAND - AT_ONCE) void claim().catch(() => {}); // the next tick claims
      });
    works.add(work);
  }

  async function claimAll(): Promise<void> {
    do {
      isClaimedAgain = false;
      if (isStopped || works.size > MAX_IN_HAND - AT_ONCE) return;
      const busy = [...inHand].flatMap(([hookId, count]) => (count > EACH / 2 ? [hookId] : []));
      const claimed = await claimEvents(db, { busy, each: EACH, limit: AT_ONCE });
      for (const event of claimed) start(event);
      if (claimed.length === AT_ONCE) isClaimedAgain = true;
    } while (isClaimedAgain);
  }

  /** Claims what is due and begins to send it; one claim at a time, and once more if asked meanwhile. */
  function claim(): Promise<void> {
    if (claiming) isClaimedAgain = true;
    claiming ??= claimAll().finally(() => {
      claiming = null;
    });
    return claiming;
  }

  const settled = async () => {
    await claiming?.catch(() => {});
    while (works.size > 0) await Promise.all(works);
  };

  return {
    mayCall,
    noteHook() {
      isAny = true;
    },
    async tick() {
      if (Date.now() - lookedAt >= LOOK_MS) {
        lookedAt = Date.now();
        isAny = await hasOutgoingHooks(db);
      }
      if (!isAny) return;
      while (!isStopped && (await collectEvents(db)));
      await claim();
    },
    settled,
    async stop() {
      isStopped = true;
      const isSettled = settled().then(() => true);
      isLeft = !(await Promise.race([isSettled, delay(STOP_WITHIN_MS, false, { ref: false })]));
    },
  };
}
