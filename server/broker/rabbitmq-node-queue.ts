import { randomBytes } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';
import type { BrokerCounts, BrokerLog } from './broker';
import { holdChannel, type NewConnection } from './rabbitmq-link';
import type { Topology } from './topology';

export interface NodeQueue {
  setup(connection: NewConnection): Promise<void>;
  ready(): boolean;
}

/**
 * Creates this node's queue on the fan-out exchange. The queue lasts as long as the connection, so deliveries need no
 * acknowledgement.
 */
export function createNodeQueue(options: {
  nodeId: string;
  topology: Topology;
  log: BrokerLog;
  counts: BrokerCounts;
  onEvent: (body: unknown) => void;
  onChange: () => void;
}): NodeQueue {
  const { nodeId, topology, log, counts, onEvent, onChange } = options;
  let consumed = false;

  function receive(message: ConsumeMessage): void {
    counts.deliveries++;
    let body: unknown;
    try {
      body = JSON.parse(message.content.toString());
    } catch {
      log.warn({ bytes: message.content.length }, 'dropped a node event that is not JSON');
      return;
    }
    onEvent(body);
  }

  return {
    ready: () => consumed,
    setup: (connection) =>
      holdChannel(connection, log, {
        create: () => connection.model.createChannel(),
        async use(channel) {
          const queue = topology.nodeQueue(nodeId, randomBytes(6).toString('hex'));
          await channel.assertExchange(topology.nodes, 'fanout', { durable: true });
          await channel.assertQueue(queue, {
            exclusive: true,
            autoDelete: true,
            durable: false,
            arguments: { 'x-queue-type': 'classic' },
          });
          await channel.bindQueue(queue, topology.nodes, '');
          await channel.consume(
            queue,
            (message) => {
              if (message) receive(message);
              // An operator deleted the queue: the next channel declares a new one.
              else
                channel
                  .close()
                  .catch((error) => log.info({ reason: error.message }, 'the node queue is gone'));
            },
            { noAck: true },
          );
          consumed = true;
          onChange();
        },
        lost() {
          consumed = false;
          onChange();
        },
      }),
  };
}
