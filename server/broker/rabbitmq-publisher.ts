import type { ConfirmChannel } from 'amqplib';
import { fail } from '@/protocol/errors';
import type { BrokerCounts, BrokerEvent, BrokerLog, BrokerShortage } from './broker';
import { codeOf, holdChannel, type NewConnection, within } from './rabbitmq-link';
import { type Route, routesOf, type Topology } from './topology';

/**
 * Milliseconds after which a missing confirm counts as a failure; less than the 5 s within which local delivery must
 * have worked [D12].
 */
const CONFIRM_TIMEOUT_MS = 2_000;

const NOT_FOUND = 404;

export interface Publisher {
  setup(connection: NewConnection): Promise<void>;
  /** Returns whether a channel is open and the broker accepts messages. */
  ready(): boolean;
  /** Records why RabbitMQ blocks publishes; null when it accepts them again. */
  setBlocked(reason: string | null): void;
  shortage(): BrokerShortage[];
  publish(events: BrokerEvent[]): Promise<void>;
  /** Waits for the outstanding confirms, for a bounded time. */
  whenConfirmed(): Promise<void>;
}

/** Creates the publisher, which publishes on one confirm channel, so that every queue keeps the order of the calls. */
export function createPublisher(options: {
  topology: Topology;
  log: BrokerLog;
  counts: BrokerCounts;
  onChange: () => void;
  /** Called when an exchange was deleted, and all bindings with it. */
  onExchangeLost: () => void;
}): Publisher {
  const { topology, log, counts, onChange, onExchangeLost } = options;
  let channel: ConfirmChannel | undefined;
  /** Why the server blocks publishes, in its words. */
  let blocked: string | null = null;
  /**
   * A confirm is overdue. Reset when the confirm or the end of the channel arrives; the heartbeat would need half a
   * minute.
   */
  let stalled = false;
  let lastId = 0;
  /** Ids of publishes that were returned because no queue was bound. A return arrives before its confirm. */
  const returned = new Set<string>();
  /** Functions that end the publishes which wait for confirms. */
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
        // Deferred, because a closing channel ends its confirms before it reports its end.
        if (stalled) queueMicrotask(() => to === channel && setStalled(false));
        const unrouted = returned.delete(messageId);
        if (unrouted) counts.unrouted++;
        if (error) reject(error);
        // This node has a queue there, so a return means that the queue was just lost.
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
    // The reason is "low on memory", "low on disk" or "low on memory & disk".
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
        const finish = (error?: unknown) => {
          clearTimeout(timer);
          waiting.delete(end);
          if (error) reject(error);
          else resolve();
        };
        const end = () => finish(unavailable());
        const timer = setTimeout(() => setStalled(true), CONFIRM_TIMEOUT_MS);
        waiting.add(end);
        Promise.all(routes.map((route) => send(open, route))).then(
          () => finish(),
          (cause) => finish(unavailable(cause)),
        );
      });
    },
    async whenConfirmed() {
      const empty = async () => {
        while (waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      };
      await within(CONFIRM_TIMEOUT_MS, empty());
    },
  };
}

function unavailable(cause?: unknown) {
  return fail('unavailable', 'The message broker does not answer. Try again in a moment.', {
    retryAfter: 1,
    cause,
  });
}
