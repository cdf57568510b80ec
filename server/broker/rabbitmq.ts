import type { Broker, BrokerCounts, BrokerLog, BrokerState } from './broker';
import { deduplicateWarnings } from './deduplicate-warnings';
import { createLink } from './rabbitmq-link';
import { createNodeQueue } from './rabbitmq-node-queue';
import { createPublisher } from './rabbitmq-publisher';
import { createSessions } from './rabbitmq-sessions';
import { createSignal } from './signal';
import { createTopology, type TopologyOptions } from './topology';

/** The maximum milliseconds that the start of the node waits for the broker. */
const START_TIMEOUT_MS = 3_000;

/**
 * Creates the broker on RabbitMQ 3.10 to 4.x. It uses two connections: RabbitMQ stops reading from a publishing
 * connection while it is short of memory, and acknowledgements must still get through then.
 *
 * @param options.url `amqp://` or `amqps://`; its `heartbeat` applies if it is shorter than 10 s
 */
export function createRabbitBroker(
  options: { url: string; nodeId: string; log: BrokerLog } & TopologyOptions,
): Broker {
  const { url, nodeId } = options;
  const log = deduplicateWarnings(options.log);
  const topology = createTopology(options);
  const counts: BrokerCounts = { publishes: 0, declares: 0, deliveries: 0, acks: 0, unrouted: 0 };
  const states = createSignal<BrokerState>(log);
  const nodeEvents = createSignal<unknown>(log);
  let state: BrokerState = 'down';
  let stopping = false;

  const onChange = () => {
    const now = !stopping && publisher.ready() && nodeQueue.ready() ? 'up' : 'down';
    if (now === state) return;
    state = now;
    states.emit(now);
  };
  const publisher = createPublisher({
    topology,
    log,
    counts,
    onChange,
    onExchangeLost: () => consuming.reset(),
  });
  const nodeQueue = createNodeQueue({ nodeId, topology, log, counts, onChange, onEvent: nodeEvents.emit });
  const sessions = createSessions({ topology, log, counts });

  const publishing = createLink({
    url,
    log,
    name: `quad ${nodeId} publishing`,
    setup: publisher.setup,
    onUp: onChange,
    onDown: onChange,
    onBlocked: publisher.setBlocked,
  });
  const consuming = createLink({
    url,
    log,
    name: `quad ${nodeId} consuming`,
    setup: async (connection) => {
      await Promise.all([nodeQueue.setup(connection), sessions.setup(connection)]);
    },
    onUp: onChange,
    onDown: onChange,
  });

  return {
    get state() {
      return state;
    },
    shortage: publisher.shortage,
    onState: states.listen,
    onNodeEvent: nodeEvents.listen,
    counts: () => ({ ...counts }),
    publish: publisher.publish,
    openSession: sessions.open,
    async start() {
      await Promise.all([publishing.open(), consuming.open()]);
      if (state === 'up') return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, START_TIMEOUT_MS);
        const unlisten = states.listen(() => {
          clearTimeout(timer);
          unlisten();
          resolve();
        });
      });
    },
    async stop() {
      stopping = true;
      await publisher.whenConfirmed();
      sessions.abandon();
      onChange();
      await Promise.all([publishing.close(), consuming.close()]);
    },
  };
}
