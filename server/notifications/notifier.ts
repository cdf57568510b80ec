import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { NotificationPort } from '@/server/conversations/notification-port';
import type { EntryRef } from '@/server/conversations/store/entry-ref';
import { countUnread } from '@/server/conversations/store/views';
import type { Log } from '@/server/log';
import { createBatchedCall } from '@/server/queue';
import { decide } from './decide';
import { mustShow } from './endpoints';
import { messagePayload, readPayload } from './payload';
import { type PushClient, topicOf } from './push-client';
import { nextAttempt, resultsOf } from './results';
import { findCandidates, type Messages, readContents } from './store/candidates';
import {
  claimDue,
  type DueNotification,
  displayAgain,
  endDisplayed,
  type Finished,
  insertDecisions,
  type Key,
  storeFinished,
  sweep,
} from './store/notifications';
import {
  deleteEnded,
  deleteOfEndedSignIns,
  noteResults,
  type Subscription,
  subscriptionsOf,
} from './store/subscriptions';

/** Decides who is notified of messages, and sends the notifications. */
export interface Notifier extends NotificationPort {
  /** Notes that a user has subscribed: without any subscription nothing is decided. */
  noteSubscribed(): void;
  /** Looks for what other nodes or an earlier attempt left to do; `tick` does so every few seconds. */
  sweep(): Promise<void>;
  /** Does what is due. A node calls it several times a second. */
  tick(): Promise<void>;
  /** Resolves when no notification is being sent. */
  settled(): Promise<void>;
}

/** The interval at which a node looks for what other nodes or an earlier attempt left to do. */
const SWEEP_MS = 5_000;
/** The maximum number of messages that are decided, and of notifications that are prepared, at once. */
const BATCH = 200;
/** The maximum number of noted messages; what is beyond is decided by the sweep, half a minute later. */
const MAX_NOTED = 20_000;
/** The maximum number of periods that a sweep looks at. */
const MAX_PERIODS = 20;
/** The number of users whose unread messages one statement counts. */
const COUNTED_AT_ONCE = 20;
/** Milliseconds after which a removal is tried again when the push service does not say. */
const REMOVAL_RETRY_MS = 60_000;
const DAY_SECONDS = 86_400;

/** Creates the notifier. `afterMs`: how long a message waits for a visible page to show it. */
export function createNotifier({
  db,
  push,
  publicUrl,
  afterMs,
  isOn,
  log,
}: {
  db: Db;
  push: PushClient;
  publicUrl: string;
  afterMs: number;
  /** False when no push service is allowed. */
  isOn: boolean;
  log: Pick<Log, 'warn'>;
}): Notifier {
  const noted: { entry: EntryRef; at: number }[] = [];
  let readers = new Set<string>();
  let sweptAt = 0;
  /** Whether there is a subscription, as of the last sweep. */
  let subscribed = false;
  const sending = new Map<string, Promise<void>>();
  /** What could not be removed from a device, and when to try again; lost when the node ends. */
  const unremoved = new Map<string, Key & { at: number }>();

  const finish = createBatchedCall({
    maxBatch: BATCH,
    async run(finished: (Finished & Sent)[]) {
      await db.transaction(async (client) => {
        await storeFinished(client, finished);
        await noteResults(
          client,
          finished.flatMap(({ results }) => results),
        );
        await deleteEnded(
          client,
          finished.flatMap(({ ended }) => ended),
        );
      });
      // It may have been read while it was sent.
      for (const { userId, displayed } of finished) if (displayed) readers.add(userId);
      return finished;
    },
  });

  async function decideOn(client: PoolClient, messages: Messages): Promise<DueNotification[]> {
    const now = new Date();
    const candidates = await findCandidates(client, messages);
    return insertDecisions(
      client,
      candidates.map((candidate) => ({ ...candidate, outcome: decide(candidate, now) })),
    );
  }

  /** Claims what waits, and decides on it again. Returns what is still due; stores why the rest is not. */
  async function claimStillDue(): Promise<DueNotification[]> {
    const now = new Date();
    const claimed = (await claimDue(db, BATCH)).map((each) => {
      const decided = decide(each, now);
      return { ...each, outcome: decided === 'due' ? (each.ended ?? decided) : decided };
    });
    await storeFinished(
      db.pool,
      claimed.filter(({ outcome }) => outcome !== 'due').map((each) => ({ ...each, displayed: false })),
    );
    return claimed.filter(({ outcome }) => outcome === 'due');
  }

  /** Reads what the notifications show and begins to send them. Resolves when they are being sent. */
  async function send(due: readonly DueNotification[]): Promise<void> {
    const fresh = due.filter((each) => !sending.has(keyOf(each)));
    for (let i = 0; i < fresh.length; i += BATCH) await sendBatch(fresh.slice(i, i + BATCH));
  }

  async function sendBatch(due: readonly DueNotification[]): Promise<void> {
    const userIds = usersOf(due);
    const [contents, subscriptions, unread] = await Promise.all([
      readContents(db.pool, due),
      subscriptionsOf(db.pool, userIds),
      unreadOf(userIds),
    ]);
    due.forEach((each, n) => {
      const content = contents[n];
      const devices = content ? subscriptions.filter(({ userId }) => userId === each.userId) : [];
      const work = sendOne(each, devices, (device) =>
        messagePayload(
          { ...each, content: content as NonNullable<typeof content>, unread: unread.get(each.userId) },
          device,
          publicUrl,
        ),
      );
      track(keyOf(each), work);
    });
  }

  async function sendOne(
    due: DueNotification,
    devices: readonly Subscription[],
    payloadFor: (device: Subscription) => ReturnType<typeof messagePayload>,
  ): Promise<void> {
    const handling = {
      ttl: DAY_SECONDS,
      urgency: due.kind === 'room' ? ('normal' as const) : ('high' as const),
      topic: topicOf(due.userId, due.conversationId),
    };
    const done = new Set(due.devices.filter(({ result }) => result !== 'later').map(({ id }) => id));
    const attempts = await Promise.all(
      devices
        .filter(({ signInId }) => !done.has(signInId))
        .map(async (device) => {
          if (device.directOnly && due.kind !== 'direct') return { device, pushed: null };
          return { device, pushed: await push.send(device, payloadFor(device), handling) };
        }),
    );
    const sent = resultsOf(due.devices, attempts);
    const { userId, conversationId, seq } = due;
    await finish({
      userId,
      conversationId,
      seq,
      attempts: due.attempts,
      ...sent,
      ...nextAttempt(due.attempts, sent.devices, attempts),
    });
  }

  /** Removes the notifications of what users have read, from the devices that showed them. */
  async function endReads(userIds: readonly string[] | null): Promise<void> {
    // One transaction: what is not sent because a statement failed is still displayed.
    const { ended, subscriptions } = await db.transaction(async (client) => {
      const ended = await endDisplayed(client, userIds);
      return {
        ended,
        subscriptions: ended.length > 0 ? await subscriptionsOf(client, usersOf(ended)) : [],
      };
    });
    const unread = await unreadOf(usersOf(ended));
    for (const each of ended) {
      const devices = subscriptions.filter(
        ({ userId, signInId, endpoint }) =>
          userId === each.userId && each.deviceIds.includes(signInId) && !mustShow(endpoint),
      );
      track(`read:${keyOf(each)}`, removeFrom(each, devices, unread.get(each.userId)));
    }
  }

  /** Removes a notification from devices; what a push service does not take now is removed later. */
  async function removeFrom(
    key: Key,
    devices: readonly Subscription[],
    unread: number | undefined,
  ): Promise<void> {
    const { userId, conversationId, seq } = key;
    const pushes = await Promise.all(
      devices.map((device) =>
        push.send(device, readPayload(conversationId, seq, unread), {
          ttl: DAY_SECONDS,
          urgency: 'normal',
          topic: topicOf(userId, conversationId),
        }),
      ),
    );
    const waits = pushes.flatMap((pushed) =>
      pushed.result === 'later' ? (pushed.retryMs ?? REMOVAL_RETRY_MS) : [],
    );
    if (waits.length > 0) unremoved.set(keyOf(key), { ...key, at: Date.now() + Math.max(...waits) });
    await deleteEnded(
      db.pool,
      devices.filter((_, n) => pushes[n]?.result === 'ended'),
    );
  }

  /** Notes as displayed what could not be removed earlier, so that it is removed again. */
  async function retryRemovals(): Promise<void> {
    const due = [...unremoved].filter(([, { at }]) => at <= Date.now()).slice(0, BATCH);
    await displayAgain(
      db,
      due.map(([, key]) => key),
    );
    for (const [id] of due) unremoved.delete(id);
  }

  function track(id: string, work: Promise<void>): void {
    sending.set(
      id,
      work
        .catch((err) => log.warn({ err }, 'what became of a notification could not be stored'))
        .finally(() => sending.delete(id)),
    );
  }

  /** Returns the badges of users; without those that could not be counted, as a badge is no reason to send nothing. */
  async function unreadOf(userIds: readonly string[]): Promise<Map<string, number>> {
    const unread = new Map<string, number>();
    try {
      for (let i = 0; i < userIds.length; i += COUNTED_AT_ONCE)
        for (const [userId, count] of await countUnread(db.pool, userIds.slice(i, i + COUNTED_AT_ONCE)))
          unread.set(userId, count);
    } catch (err) {
      log.warn({ err }, 'the unread messages for a badge could not be counted');
    }
    return unread;
  }

  async function sweepNow(): Promise<void> {
    subscribed = await deleteOfEndedSignIns(db);
    if (!subscribed) return;
    await retryRemovals();
    await endReads(null);
    await send(await claimStillDue());
    for (let round = 0, isMore = true; isMore && round < MAX_PERIODS; round++) {
      let left: DueNotification[] = [];
      isMore = await sweep(db, async (client, period) => {
        left = await decideOn(client, period);
      });
      await send(left);
    }
  }

  /** Returns the noted messages that are due, in order, and removes them. */
  function takeNoted(): EntryRef[] {
    const until = Date.now() - afterMs;
    const later = noted.findIndex(({ at }) => at > until);
    const due = noted.splice(0, later === -1 ? noted.length : later);
    return due.map(({ entry }) => entry);
  }

  return {
    noteStored(entries) {
      if (!isOn) return;
      const at = Date.now();
      for (const entry of entries) if (noted.length < MAX_NOTED) noted.push({ entry, at });
    },
    noteRead(userId) {
      if (isOn && subscribed) readers.add(userId);
    },
    noteSubscribed() {
      subscribed = true;
    },
    sweep: sweepNow,
    async tick() {
      if (!isOn) return;
      if (Date.now() - sweptAt >= SWEEP_MS) {
        sweptAt = Date.now();
        await sweepNow();
      }
      const entries = takeNoted();
      if (!subscribed) return;
      for (let i = 0; i < entries.length; i += BATCH) {
        const some = { entries: entries.slice(i, i + BATCH) };
        await send(await db.transaction((client) => decideOn(client, some)));
      }
      if (readers.size === 0) return;
      const userIds = [...readers];
      readers = new Set();
      await endReads(userIds);
    },
    async settled() {
      await Promise.all(sending.values());
    },
  };
}

const usersOf = (keys: readonly Key[]) => [...new Set(keys.map(({ userId }) => userId))];
const keyOf = ({ userId, conversationId, seq }: Key) => `${userId}:${conversationId}:${seq}`;

type Sent = ReturnType<typeof resultsOf>;
