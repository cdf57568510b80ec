import type { ConfirmChannel } from 'amqplib';
import { fail } from '@/server/errors';
import type { BrokerCounts, BrokerEvent, BrokerLog, BrokerShortage } from './broker';
import { codeOf, holdChannel, type NewConnection, within } from './rabbitmq-link';
import { type Route, routesOf, type Topology } from './topology';

/** Milliseconds after which a confirm is given up; shorter than the 5 s in which another way must have worked [D12]. */
const CONFIRM_WITHIN = 2_000;

const NOT_FOUND = 404;

export interface Publisher {
  setup(connection: NewConnection): Promise<void>;
  /** A channel is open and the broker takes messages. */
  ready(): boolean;
  /** RabbitMQ takes no messages, and says why; null when it takes them again. */
  setBlocked(reason: string | null): void;
  shortage(): BrokerShortage[];
  publish(events: BrokerEvent[]): Promise<void>;
  /** Waits, in bounded time, for the confirms under way. */
  settle(): Promise<void>;
}

/** Publishes on one confirm channel, so that the order of the calls is the order in every queue. */
export function createPublisher(options: {
  topology: Topology;
  log: BrokerLog;
  counts: BrokerCounts;
  onChange: () => void;
  /** An exchange was deleted, and every binding with it. */
  onExchangeLost: () => void;
}): Publisher {
  const { topology, log, counts, onChange, onExchangeLost } = options;
  let channel: ConfirmChannel | undefined;
  /** Why the server takes no messages, in its words. */
  let blocked: string | null = null;
  /** A confirm is overdue. Ends when it comes, or with the channel: the heartbeat would need half a minute. */
  let stalled = false;
  let lastId = 0;
  /** Ids of publishes that came back because no queue was bound. The return precedes the confirm. */
  const returned = new Set<string>();
  /** How to end what waits for confirms that will not come. */
  const waiting = new Set<() => void>();

  const ready = () => channel !== undefined && blocked === null && !stalled;
  const setStalled = (now: boolean) => {
    if (now === stalled) return;
    stalled = now;
    if (now) {
      log.warn({ waiting: waiting.size }, 'RabbitMQ does not confirm');
      endWaiting();
    }
    onChange();
  };
  const endWaiting = () => {
    for (const end of waiting) end();
  };

  function send(to: ConfirmChannel, route: Route): Promise<void> {
    const [key = '', ...copies] = route.keys;
    const messageId = String(++lastId);
    return new Promise((resolve, reject) => {
      const confirmed = (error: unknown) => {
        // Later, because a closing channel ends its confirms before it says that it is closed.
        if (stalled) queueMicrotask(() => to === channel && setStalled(false));
        const unrouted = returned.delete(messageId);
        if (unrouted) counts.unrouted++;
        if (error) reject(error);
        // This node has a queue there, so a return means that it has just been lost.
        else if (unrouted && route.exchange === topology.nodes) reject(new Error('no node has a queue'));
        else resolve();
      };
      counts.publishes++;
      to.publish(
        route.exchange,
        key,
        Buffer.from(route.content),
        {
          persistent: true,
          mandatory: true,
          contentType: 'application/json',
          messageId,
          BCC: copies.length > 0 ? copies : undefined,
        },
        confirmed,
      );
    });
  }

  return {
    ready,
    // "low on memory", "low on disk" or "low on memory & disk".
    shortage: () => (channel ? (['memory', 'disk'] as const).filter((each) => blocked?.includes(each)) : []),
    setBlocked(reason) {
      blocked = reason;
      if (reason !== null) endWaiting();
      onChange();
    },
    setup(connection) {
      blocked = null;
      stalled = false;
      return holdChannel(connection, log, {
        create: () => connection.model.createConfirmChannel(),
        async use(newChannel) {
          await newChannel.assertExchange(topology.people, 'direct', { durable: true });
          await newChannel.assertExchange(topology.nodes, 'fanout', { durable: true });
          newChannel.on('return', (message) => returned.add(message.properties.messageId));
          channel = newChannel;
          onChange();
        },
        lost(reason) {
          stalled = false;
          if (codeOf(reason) === NOT_FOUND) onExchangeLost();
          channel = undefined;
          returned.clear();
          endWaiting();
          onChange();
        },
      });
    },
    async publish(events) {
      const open = channel;
      if (!open || !ready()) throw unavailable();
      const routes = events.flatMap((event) => routesOf(event, topology));
      if (routes.length === 0) return;
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: unknown) => {
          clearTimeout(timer);
          waiting.delete(end);
          if (error) reject(error);
          else resolve();
        };
        const end = () => settle(unavailable());
        const timer = setTimeout(() => setStalled(true), CONFIRM_WITHIN);
        waiting.add(end);
        Promise.all(routes.map((route) => send(open, route))).then(
          () => settle(),
          (cause) => settle(unavailable(cause)),
        );
      });
    },
    async settle() {
      const empty = async () => {
        while (waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      };
      await within(CONFIRM_WITHIN, empty());
    },
  };
}

function unavailable(cause?: unknown) {
  return fail('unavailable', 'The message broker does not answer. Try again in a moment.', {
    retryAfter: 1,
    cause,
  });
}
