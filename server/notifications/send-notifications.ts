import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '@/db/client';
import type { Log } from '@/server/log';
import { createBatchedCall } from '@/server/queue';
import { countBadges } from './badges';
import type { InHand } from './in-hand';
import { messagePayload } from './payload';
import { type PushClient, topicOf } from './push-client';
import { nextAttempt, resultsOf } from './results';
import { readContents } from './store/candidates';
import { type DueNotification, type Finished, keyOf, storeFinished, usersOf } from './store/notifications';
import { deleteEnded, devicesByUser, noteResults, type Subscription } from './store/subscriptions';

/** Begins to send notifications that this node has claimed. Resolves when they are being sent. */
type SendNotifications = (due: readonly DueNotification[]) => Promise<void>;

/** The maximum number of notifications that are prepared at once. */
export const BATCH = 200;
/** Milliseconds for which results are collected while many notifications are sent. */
const COLLECT_MS = 100;
const DAY_SECONDS = 86_400;

/** Creates the function; `onDisplayed` is called for a user whose device displays a notification. */
export function createSendNotifications({
  db,
  push,
  publicUrl,
  inHand,
  log,
  onDisplayed,
}: {
  db: Db;
  push: PushClient;
  publicUrl: string;
  inHand: InHand;
  log: Pick<Log, 'warn'>;
  onDisplayed: (userId: string) => void;
}): SendNotifications {
  const finish = createBatchedCall({
    maxBatch: Number.POSITIVE_INFINITY,
    async run(finished: (Finished & ReturnType<typeof resultsOf>)[]) {
      // Otherwise each transaction would store few of many.
      if (inHand.size() >= BATCH) await delay(COLLECT_MS);
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
      for (const { userId, displayed } of finished) if (displayed) onDisplayed(userId);
      return finished;
    },
  });

  /** Reads what the notifications show, for all at once. */
  async function sendBatch(due: readonly DueNotification[]): Promise<void> {
    const userIds = usersOf(due);
    const [contents, devices, unread] = await Promise.all([
      readContents(db.pool, due),
      devicesByUser(db.pool, userIds),
      countBadges({ db, log }, userIds),
    ]);
    due.forEach((each, n) => {
      const content = contents[n];
      const work = sendOne(each, content ? (devices.get(each.userId) ?? []) : [], (device) =>
        messagePayload(
          { ...each, content: content as NonNullable<typeof content>, unread: unread.get(each.userId) },
          device,
          publicUrl,
        ),
      );
      inHand.track(keyOf(each), work);
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

  return async (due) => {
    const fresh = due.filter((each) => !inHand.has(keyOf(each)));
    for (let i = 0; i < fresh.length; i += BATCH) await sendBatch(fresh.slice(i, i + BATCH));
  };
}
