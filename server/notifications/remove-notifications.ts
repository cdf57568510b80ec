import type { Db } from '@/db/client';
import type { Log } from '@/server/log';
import { createBatchedCall } from '@/server/queue';
import { countBadges } from './badges';
import { mustShow } from './endpoints';
import type { InHand } from './in-hand';
import { readPayload } from './payload';
import { isUnsent, type PushClient, type Pushed, topicOf } from './push-client';
import { UNSENT_MS } from './results';
import { claimRead, type Key, keyOf, type Removal, storeRemovals, usersOf } from './store/notifications';
import { deleteEnded, devicesByUser, type Subscription } from './store/subscriptions';

/**
 * Begins to remove the notifications of what users have read from the devices that show them; null: of all users. Returns
 * whether more are left to remove.
 */
type RemoveNotifications = (userIds: readonly string[] | null) => Promise<boolean>;

/** The maximum number of notifications that are claimed at once. */
const CLAIMED_AT_ONCE = 1_000;

/** Milliseconds after which a removal is tried again when the push service does not say. */
const RETRY_MS = 60_000;
const DAY_SECONDS = 86_400;

/** Creates the function. */
export function createRemoveNotifications({
  db,
  push,
  inHand,
  log,
}: {
  db: Db;
  push: PushClient;
  inHand: InHand;
  log: Pick<Log, 'warn'>;
}): RemoveNotifications {
  const finish = createBatchedCall({
    maxBatch: Number.POSITIVE_INFINITY,
    async run(removals: (Removal & { ended: Subscription[] })[]) {
      await db.transaction(async (client) => {
        await storeRemovals(client, removals);
        await deleteEnded(
          client,
          removals.flatMap(({ ended }) => ended),
        );
      });
      return removals;
    },
  });

  /** Removes one from devices; what a push service does not take now, any node removes later. */
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
    const waits = pushes.flatMap((pushed) => (pushed.result === 'later' ? retryOf(pushed) : []));
    await finish({
      userId,
      conversationId,
      seq,
      retryMs: waits.length > 0 ? Math.max(...waits) : null,
      ended: devices.filter((_, n) => pushes[n]?.result === 'ended'),
    });
  }

  return async (userIds) => {
    const { read, isMore } = await claimRead(db.pool, userIds, CLAIMED_AT_ONCE);
    if (read.length === 0) return false;
    const readers = usersOf(read);
    const [devices, unread] = await Promise.all([
      devicesByUser(db.pool, readers),
      countBadges({ db, log }, readers),
    ]);
    for (const each of read) {
      const showing = (devices.get(each.userId) ?? []).filter(
        ({ signInId, endpoint }) => each.deviceIds.includes(signInId) && !mustShow(endpoint),
      );
      inHand.track(`read:${keyOf(each)}`, removeFrom(each, showing, unread.get(each.userId)));
    }
    return isMore;
  };
}

const retryOf = (pushed: Pushed & { result: 'later' }) =>
  isUnsent(pushed) ? UNSENT_MS : (pushed.retryMs ?? RETRY_MS);
