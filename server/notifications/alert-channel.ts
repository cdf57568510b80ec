import type { Db } from '@/db/client';
import { ALERT_KINDS } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import type { PushPayload } from '@/protocol/push';
import {
  type HandedOver,
  LATER,
  type LadderStep,
  type OutgoingChannel,
  type SubmittedDraft,
} from '@/server/alerts/channel';
import { APPROVE_WITHIN_MS } from '@/server/alerts/states';
import { mapConcurrently } from '@/server/queue';
import { type PushClient, topicOf } from './push-client';
import { deleteEnded, type Subscription, subscriptionsOf } from './store/subscriptions';

/** At once, and again for those whose devices do not show it after 10 s. */
const LADDER: readonly LadderStep[] = [
  { afterMs: 0, to: 'unseen' },
  { afterMs: 10_000, to: 'unseen' },
  ...LATER,
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

/** Returns the payload that tells a warden how many people have not seen an alert; a tap opens the officers' page. */
function wardensPayload(
  { id, texts }: WireAlert,
  people: number,
  { language }: Pick<Subscription, 'language'>,
  consoleUrl: string,
): PushPayload {
  const lang = language === 'pt' ? 'pt' : 'en';
  return {
    web_push: 8030,
    notification: {
      title: lang === 'pt' ? `${people} por alcançar` : `${people} not reached`,
      body: texts[lang].headline,
      lang,
      dir: 'auto',
      navigate: consoleUrl,
      tag: `roll-${id}`,
    },
    quad: { kind: 'roll_call', alert: id },
  };
}

/** Returns the payload that tells an approver of a draft that waits; a tap opens the draft. */
function approversPayload(
  { id, texts }: SubmittedDraft,
  { language }: Pick<Subscription, 'language'>,
  consoleUrl: string,
): PushPayload {
  const lang = language === 'pt' ? 'pt' : 'en';
  return {
    web_push: 8030,
    notification: {
      title: lang === 'pt' ? 'Um alerta espera pela sua aprovação' : 'An alert waits for your approval',
      body: texts[lang].headline,
      lang,
      dir: 'auto',
      navigate: `${consoleUrl}?draft=${id}`,
      tag: `draft-${id}`,
    },
    quad: { kind: 'draft', draft: id },
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
  consoleUrl,
}: {
  db: Db;
  push: PushClient;
  publicUrl: string;
  /** The officers' page. */
  consoleUrl: string;
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
    async tellApprovers(draft, userIds) {
      await mapConcurrently(await subscriptionsOf(db.pool, userIds), WIDTH, async (subscription) => {
        const handling = {
          ttl: APPROVE_WITHIN_MS / 1_000,
          urgency: 'high' as const,
          topic: topicOf(subscription.userId, `draft-${draft.id}`),
        };
        await push.send(subscription, approversPayload(draft, subscription, consoleUrl), handling);
      });
    },
    async tellWardens(alert, wardens) {
      const subscriptions = await subscriptionsOf(db.pool, [...wardens.keys()]);
      await mapConcurrently(subscriptions, WIDTH, async (subscription) => {
        const { userId } = subscription;
        const payload = wardensPayload(alert, wardens.get(userId) ?? 0, subscription, consoleUrl);
        const topic = topicOf(userId, `roll-${alert.id}`);
        await push.send(subscription, payload, { ttl: TTL_S, urgency: 'high', topic });
      });
    },
  };
}
