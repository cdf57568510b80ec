import { setTimeout as delay } from 'node:timers/promises';
import { listenToPushes } from '@/clients/worker/push';
import type { WorkerScope } from '@/clients/worker/scope';
import type { PushPayload } from '@/protocol/push';
import { startPushService } from '../support/push-service';
import type { Recorder } from './history';
import type { Player } from './orders';
import type { Random } from './random';

/** An installed app without an open page: the worker of the product, which push messages reach. */
export interface Phone {
  person: string;
  isSubscribed(): boolean;
  /** Ends the sign-in of the phone, unless that was tried before. */
  signOut(op: string): Promise<void>;
}

/** Milliseconds that a push service takes at most to reach a phone: messages overtake each other. */
const MAX_TRANSIT_MS = 300;
/** Milliseconds that the system takes at most to show or list notifications. */
const MAX_SYSTEM_MS = 5;
const RETRY_MS = 500;

/** Starts a push service and the phones of the players, subscribed to it. Returns the phones that sign out at some time first. */
export function startPhones(options: {
  players: Player[];
  url: string;
  pushPort: number;
  random: Random;
  record: Recorder;
}): Phone[] {
  const { players, url, pushPort, random, record } = options;
  // The worker reads it for the badge; Node 20 has none.
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  const starting = startPushService({ port: pushPort });
  return players.flatMap(({ name: person, phones }) =>
    phones.map(({ name: phone, cookie }): Phone => {
      let isSubscribed = false;
      let isSignedOut = false;
      const receive = startWorker(random, (c, seq) => record({ e: 'notified', phone, person, c, seq }));
      const post = (path: string, body: object) =>
        fetch(`${url}/api/v1/${path}`, {
          method: 'POST',
          headers: { cookie, origin: url, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });

      async function subscribe(): Promise<void> {
        const { subscription } = (await starting).browser((payload) => {
          const { quad } = payload;
          if (quad.kind === 'message')
            record({ e: 'pushed', phone, person, c: quad.conversation, seq: quad.seq });
          setTimeout(() => receive(payload), random.between(0, MAX_TRANSIT_MS));
        });
        while (!isSubscribed) {
          const answer = await post('notifications/subscribe', subscription).catch(() => null);
          if (answer?.ok) isSubscribed = true;
          else await delay(RETRY_MS);
        }
      }

      void subscribe();
      return {
        person,
        isSubscribed: () => isSubscribed,
        async signOut(op) {
          if (isSignedOut) return;
          isSignedOut = true;
          record({ e: 'invoke', op, person, act: { do: 'signOut', phone } });
          const answer = await post('sign-out', {}).catch(() => null);
          record(answer?.ok ? { e: 'ok', op } : { e: 'unknown', op, code: String(answer?.status ?? 'lost') });
        },
      };
    }),
  );
}

/** Starts the product's worker on a system that shows notifications. Returns what hands it a push message. */
function startWorker(random: Random, onShown: (c: string, seq: number) => void) {
  type Shown = { tag: string; data: { seq: number }; close(): void };
  let shown: Shown[] = [];
  let onPush: (event: object) => void = () => {};
  const system = () => delay(random.between(0, MAX_SYSTEM_MS));
  const scope = {
    addEventListener(type: string, listener: (event: object) => void) {
      if (type === 'push') onPush = listener;
    },
    registration: {
      async showNotification(_title: string, { tag, data }: Pick<Shown, 'tag' | 'data'>) {
        await system();
        const one: Shown = { tag, data, close: () => (shown = shown.filter((each) => each !== one)) };
        shown = [...shown.filter((each) => each.tag !== tag), one];
        onShown(tag, data.seq);
      },
      async getNotifications({ tag }: { tag: string }) {
        await system();
        return shown.filter((each) => each.tag === tag);
      },
    },
  };
  listenToPushes(scope as unknown as WorkerScope);
  return (payload: PushPayload) => onPush({ data: { json: () => payload }, waitUntil: () => {} });
}
