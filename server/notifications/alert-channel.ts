import type { Db } from '@/db/client';
import { ALERT_KINDS } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import type { PushPayload } from '@/protocol/push';
import { AGAIN, type HandedOver, type LadderStep, type OutgoingChannel } from '@/server/alerts/channel';
import { mapConcurrently } from '@/server/queue';
import { type PushClient, topicOf } from './push-client';
import { deleteEnded, type Subscription, subscriptionsOf } from './store/subscriptions';

/** At once, and again for those whose devices do not show it after 10 s. */
const LADDER: readonly LadderStep[] = [
  { afterMs: 0, to: 'unseen' },
  { afterMs: 10_000, to: 'unseen' },
  ...AGAIN,
];
/** Seconds for which a push service keeps an alert for a browser that is away. */
const TTL_S = 3_600;
/** The number of concurrent requests; each push service has a queue of its own. */
const WIDTH = 64;

/** Returns the payload that shows an alert in the language of the device, Portuguese or English. */
function alertPayload(
  alert: WireAlert,
  { username, language }: Pick<Subscription, 'username' | 'language'>,
  publicUrl: string,
): PushPayload {
  const lang = language === 'pt' ? 'pt' : 'en';
  const { headline, action, where } = alert.texts[lang];
  const { id, revision, kind, active } = alert;
  return {
    web_push: 8030,
    notification: {
      title: headline,
      body: `${action} (${where})`,
      lang,
      dir: 'auto',
      navigate: `${publicUrl}/?alert=${id}`,
      tag: `alert-${id}`,
    },
    quad: { kind: 'alert', user: username, alert: id, revision, active, alertKind: kind },
  };
}

/**
 * Returns the channel that pushes alerts to the browsers of those who are told, whatever they chose about notifications of
 * messages: an alert is not muted.
 */
export function createPushChannel({
  db,
  push,
  publicUrl,
}: {
  db: Db;
  push: PushClient;
  publicUrl: string;
}): OutgoingChannel {
  return {
    name: 'push',
    kinds: ALERT_KINDS,
    ladder: LADDER,
    async handOver(alert, { userIds, handed: before, isNewest }) {
      const subscriptions = (await subscriptionsOf(db.pool, userIds)).filter(
        ({ signInId }) => !before.has(signInId),
      );
      const ended: Subscription[] = [];
      const handed = await mapConcurrently(
        subscriptions,
        WIDTH,
        async (subscription): Promise<HandedOver[]> => {
          if (!isNewest()) return [];
          const { userId, signInId: device } = subscription;
          const handling = { ttl: TTL_S, urgency: 'high' as const, topic: topicOf(userId, alert.id) };
          const { result } = await push.send(
            subscription,
            alertPayload(alert, subscription, publicUrl),
            handling,
          );
          if (result === 'ended') ended.push(subscription);
          return [{ userId, device, reach: result === 'accepted' ? 'handed' : 'failed' }];
        },
      );
      await deleteEnded(db.pool, ended);
      return handed.flat();
    },
  };
}
