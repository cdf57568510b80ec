import type { ConsumeMessage } from 'smqp';
import { fail } from '@/protocol/errors';
import type { Broker, BrokerCounts, BrokerLog, BrokerState, SessionOptions } from './broker';
import type { EmbeddedServer } from './embedded-server';
import { createSignal, guarded } from './signal';
import { createTopology, routesOf, type TopologyOptions } from './topology';

interface Session {
  options: SessionOptions;
  /** Removes the consumer, if there is one. */
  cancel: (() => void) | undefined;
  held: boolean;
}

/** Creates the broker of one node on a server inside the process. The server may be shared; `stop` does not stop it. */
export function createEmbeddedBroker(
  options: { server: EmbeddedServer; log: BrokerLog } & TopologyOptions,
): Broker {
  const { server, log } = options;
  const topology = createTopology(options);
  const counts: BrokerCounts = { publishes: 0, declares: 0, deliveries: 0, acks: 0, unrouted: 0 };
  const states = createSignal<BrokerState>(log);
  const nodeEvents = createSignal<unknown>(log);
  const sessions = new Map<string, Session>();
  let state: BrokerState = 'down';
  let leave = () => {};

  function change(now: BrokerState): void {
    if (now === state) return;
    state = now;
    if (now === 'up') join();
    states.emit(now);
  }

  function join(): void {
    let here = true;
    const unlisten = server.fanOut(topology.nodes, (content) => {
      // Deferred as by a network: a listener must not run inside the publisher's call.
      queueMicrotask(() => {
        if (!here) return;
        counts.deliveries++;
        nodeEvents.emit(JSON.parse(content));
      });
    });
    leave = () => {
      here = false;
      unlisten();
    };
    for (const session of sessions.values()) establishSoon(session);
  }

  function establishSoon(session: Session): void {
    queueMicrotask(() => {
      if (session.held && !session.cancel && state === 'up') establish(session);
    });
  }

  function establish(session: Session): void {
    const { sessionId, userId, onReady } = session.options;
    const name = topology.sessionQueue(sessionId);
    const args = { expires: topology.sessionExpires, maxLength: topology.sessionMaxLength };
    counts.declares++;
    server.declare(name, { exchange: topology.people, key: userId }, args);
    guarded(log, onReady);
    if (!session.held) return; // detached by its own `onReady`
    const unacked = new Set<ConsumeMessage>();
    const stop = server.consume(name, {
      prefetch: topology.prefetch,
      onMessage(message) {
        unacked.add(message);
        queueMicrotask(() => deliver(session, unacked, message));
      },
      onGone() {
        session.cancel?.();
        establishSoon(session);
      },
    });
    session.cancel = () => {
      unacked.clear();
      session.cancel = undefined;
      stop();
    };
  }

  function deliver({ options }: Session, unacked: Set<ConsumeMessage>, message: ConsumeMessage): void {
    if (!unacked.has(message)) return; // requeued meanwhile
    counts.deliveries++;
    const ack = () => {
      if (!unacked.delete(message)) return;
      counts.acks++;
      message.ack();
    };
    const redelivered = message.fields.redelivered === true;
    guarded(log, () => options.onDelivery({ body: JSON.parse(message.content), redelivered, ack }));
  }

  function detach(session: Session): void {
    session.held = false;
    session.cancel?.();
    if (sessions.get(session.options.sessionId) === session) sessions.delete(session.options.sessionId);
  }

  function lose(): void {
    leave();
    for (const session of sessions.values()) session.cancel?.();
    change('down');
  }
  let unlisten = () => {};

  return {
    get state() {
      return state;
    },
    shortage: () => [],
    onState: states.listen,
    onNodeEvent: nodeEvents.listen,
    counts: () => ({ ...counts }),
    async start() {
      unlisten = server.onState((now) => (now === 'up' ? change('up') : lose()));
      change(server.state);
    },
    async stop() {
      unlisten();
      for (const session of [...sessions.values()]) detach(session);
      lose();
    },
    async publish(events) {
      if (state === 'down') {
        throw fail('unavailable', 'The message broker is stopped. Try again in a moment.', { retryAfter: 1 });
      }
      for (const route of events.flatMap((event) => routesOf(event, topology))) {
        counts.publishes++;
        if (server.publish(route) === 0) counts.unrouted++;
      }
    },
    openSession(sessionOptions) {
      const { sessionId } = sessionOptions;
      const before = sessions.get(sessionId);
      if (before) detach(before);
      const session: Session = { options: sessionOptions, cancel: undefined, held: true };
      sessions.set(sessionId, session);
      establishSoon(session);
      return {
        sessionId,
        async detach() {
          detach(session);
        },
        async remove() {
          const ours = sessions.get(sessionId) === session; // false when the session was opened again on this node
          detach(session);
          if (ours) server.remove(topology.sessionQueue(sessionId));
        },
      };
    },
  };
}
