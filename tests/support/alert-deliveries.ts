import { alertsToShow, receiveList, receiveOwn } from '@/clients/state/alert-lists';
import { type Alerts, type AlertVersion, noteAlert } from '@/clients/state/alerts';
import { reduce } from '@/clients/state/reduce';
import { initialState } from '@/clients/state/state';
import { listenToPushes } from '@/clients/worker/push';
import type { WorkerScope } from '@/clients/worker/scope';
import { ALERT_KINDS } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import { exampleAlert } from '@/protocol/events/examples';
import type { PushPayload } from '@/protocol/push';

const YOU = { id: 'ana', name: 'Ana', administrator: false, guest: false };
const WAYS = ['socket', 'answer', 'list', 'push'] as const;

/** What was shown although it must not be, and the number of deliveries. */
interface Outcome {
  deliveries: number;
  /** Shown after a newer revision. */
  older: number;
  /** Shown as active after the end. */
  afterTheEnd: number;
  /** Shown as another kind than it is. */
  otherKind: number;
  /** An exercise or a test shown to somebody who was not told, by the public list. */
  exerciseUntold: number;
}

/**
 * Delivers alerts of all kinds to a page and a service worker over all ways: each revision several times or never, in an
 * order that random delays make, also forged ones that reuse the id of an alert of another kind. The page reloads now and
 * then with what it keeps, and the worker starts again. Compares all that is shown with what was shown before.
 */
export async function deliverAtRandom({ alerts, seed }: { alerts: number; seed: number }): Promise<Outcome> {
  const random = randomFrom(seed);
  const outcome: Outcome = { deliveries: 0, older: 0, afterTheEnd: 0, otherKind: 0, exerciseUntold: 0 };
  for (let from = 0; from < alerts; from += 20) {
    const some = Array.from({ length: Math.min(20, alerts - from) }, (_, n) => makeAlert(from + n, random));
    await deliver(some, random, outcome);
  }
  return outcome;
}

interface Made {
  told: boolean;
  revisions: WireAlert[];
}

function makeAlert(n: number, random: () => number): Made {
  const kind = ALERT_KINDS[n % 3] as WireAlert['kind'];
  const count = 1 + Math.floor(random() * 8);
  return {
    told: random() < 0.7,
    revisions: Array.from({ length: count }, (_, index) => {
      // Also before the last one: a revision after the end must not be shown.
      const ends = index >= count - 2 && random() < 0.5;
      const type = index === 0 ? 'alert' : ends ? 'all_clear' : 'update';
      return { ...exampleAlert, id: `alert-${n}`, kind, revision: index + 1, type, active: !ends };
    }),
  };
}

async function deliver(made: readonly Made[], random: () => number, outcome: Outcome): Promise<void> {
  const due = made
    .flatMap(({ told, revisions }) =>
      revisions.flatMap((alert) =>
        WAYS.flatMap((way) =>
          // Lost, once, or more often.
          Array.from({ length: Math.floor(random() * 8) }, () => ({
            way: told || alert.kind === 'live' ? way : ('list' as const),
            // The kind of a forged one is another.
            alert:
              told && random() < 0.01
                ? { ...alert, kind: 'live' as const, revision: 99, forged: true }
                : alert,
            at: alert.revision + random() * (random() < 0.1 ? 20 : 2),
          })),
        ),
      ),
    )
    .sort((a, b) => a.at - b.at);
  const kinds = new Map(made.map(({ revisions: [first] }) => [first?.id as string, first?.kind]));
  const tolds = new Map(made.map(({ told, revisions: [first] }) => [first?.id as string, told]));
  const seen = { page: new Map<string, AlertVersion>(), push: new Map<string, AlertVersion>() };

  function show(where: 'page' | 'push', id: string, { kind, revision, active }: AlertVersion): void {
    const before = seen[where].get(id);
    if (before && revision < before.revision) outcome.older++;
    if (before && !before.active && active) outcome.afterTheEnd++;
    if (kind !== kinds.get(id)) outcome.otherKind++;
    if (kind !== 'live' && !tolds.get(id)) outcome.exerciseUntold++;
    seen[where].set(id, { kind, revision, active });
  }

  let state = initialState(YOU);
  const taken = (alerts: Alerts) => reduce(state, { type: 'alerts', alerts });
  let push = worker((id, version) => show('push', id, version));
  for (const { way, alert } of due) {
    const forged = 'forged' in alert;
    const where = way === 'push' ? 'push' : 'page';
    // The first delivery of an alert decides its kind: a forged one comes after one that was shown.
    if (forged && !seen[where].has(alert.id)) continue;
    // A forged live alert of a live alert is a later revision like any other.
    if (forged && kinds.get(alert.id) === 'live') continue;
    outcome.deliveries++;
    if (way === 'push') await push.receive(alert);
    else if (way === 'socket') state = reduce(state, { type: 'alert', alert, reason: 'inside' });
    else if (way === 'answer')
      state = taken(
        receiveOwn(state.alerts, [{ alert, reason: 'inside', answer: null }], Date.parse(alert.at)),
      );
    else state = taken(receiveList(state.alerts, [alert]));
    for (const known of alertsToShow(state.alerts)) {
      if (known.alert.id !== alert.id) continue;
      show('page', known.alert.id, known.alert);
      state = noted(state, noteAlert(state.alerts, known.alert.id, { shown: known.alert.revision }));
    }
    if (random() < 0.002) state = { ...initialState(YOU), alerts: JSON.parse(JSON.stringify(state.alerts)) };
    if (random() < 0.002) push = push.again();
  }
}

const noted = (state: ReturnType<typeof initialState>, alerts: Alerts) => ({ ...state, alerts });

/** Returns the service worker of a browser that calls `shown` for each notification; `again` starts it again. */
function worker(
  shown: (id: string, version: AlertVersion) => void,
  kept = new Map<string, AlertVersion>(),
): { receive(alert: WireAlert): Promise<void>; again(): ReturnType<typeof worker> } {
  let receive: (event: object) => void = () => {};
  const scope = {
    addEventListener: (type: string, listener: (event: object) => void) => {
      if (type === 'push') receive = listener;
    },
    registration: {
      getNotifications: async () => [],
      showNotification: async (title: string) => {
        const { id, ...version } = JSON.parse(title) as AlertVersion & { id: string };
        shown(id, version);
      },
    },
  };
  listenToPushes(scope as unknown as WorkerScope, {
    read: async (key) => kept.get(key),
    write: async (key, version) => void kept.set(key, version),
  });
  return {
    again: () => worker(shown, kept),
    async receive({ id, kind, revision, active }) {
      const payload: PushPayload = {
        notification: {
          title: JSON.stringify({ id, kind, revision, active }),
          body: '',
          lang: 'en',
          dir: 'auto',
          navigate: '/',
          tag: `alert-${id}`,
        },
        quad: { kind: 'alert', user: YOU.id, alert: id, revision, active, alertKind: kind },
      };
      let done: Promise<unknown> = Promise.resolve();
      receive({ data: { json: () => payload }, waitUntil: (work: Promise<unknown>) => (done = work) });
      await done;
    },
  };
}

/** Returns a source of numbers from 0 to 1 that is the same for a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
