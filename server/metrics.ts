import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * The interval in milliseconds at which the delay of the event loop is measured. Each measurement wakes up an idle node.
 */
export const EVENT_LOOP_SAMPLE_MS = 100;

/** Creates the metrics of /metrics. Labels are few and fixed: never a user, a place or an id. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({
    register: registry,
    prefix: 'quad_',
    eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS,
  });
  const registers = [registry];
  return {
    registry,
    sent: new Counter({
      name: 'quad_messages_sent_total',
      help: 'Messages committed.',
      labelNames: ['to'] as const,
      registers,
    }),
    delivered: new Counter({
      name: 'quad_messages_delivered_total',
      help: 'new_message events handed to sockets.',
      registers,
    }),
    movements: new Counter({
      name: 'quad_movement_frames_total',
      help: 'new_movement events handed to sockets.',
      registers,
    }),
    requests: new Counter({
      name: 'quad_requests_total',
      help: 'REST requests by status class.',
      labelNames: ['status'] as const,
      registers,
    }),
    events: new Counter({
      name: 'quad_socket_events_total',
      help: 'Socket events by name and outcome.',
      labelNames: ['event', 'outcome'] as const,
      registers,
    }),
    commit: new Histogram({
      name: 'quad_commit_seconds',
      help: 'From a send to its commit.',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
      registers,
    }),
    sockets: new Gauge({
      name: 'quad_sockets',
      help: 'Sockets connected to this node.',
      labelNames: ['kind'] as const,
      registers,
    }),
    outbox: new Gauge({
      name: 'quad_outbox_rows',
      help: 'Committed events not yet confirmed by the broker.',
      registers,
    }),
    shortage: new Gauge({
      name: 'quad_shortage',
      help: '1 while the node is short of it; docs/operations.md has the names.',
      labelNames: ['of'] as const,
      registers,
    }),
    pushes: new Counter({
      name: 'quad_push_messages_total',
      help: 'Push messages by what the push service answered; later: it is busy or did not answer; unsent: too many wait for it.',
      labelNames: ['result'] as const,
      registers,
    }),
    pushesWaiting: new Gauge({
      name: 'quad_push_messages_waiting',
      help: 'Push messages that wait for a push service or its answer.',
      registers,
    }),
    webhookPosts: new Counter({
      name: 'quad_webhook_posts_total',
      help: 'Attempts to post events to webhooks of bots, by how they ended.',
      labelNames: ['result'] as const,
      registers,
    }),
    brokerUp: new Gauge({ name: 'quad_broker_up', help: '1 while the broker is connected.', registers }),
  };
}
