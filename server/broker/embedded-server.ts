import { type ConsumeMessage, Queue } from 'smqp';
import type { BrokerLog, BrokerState } from './broker';
import { createSignal } from './signal';
import type { Route } from './topology';

/** The arguments of a queue; see `topology.ts`. */
interface QueueArguments {
  /** Milliseconds without a consumer after which the queue is deleted. */
  expires: number;
  maxLength: number;
}

interface QueueConsumer {
  prefetch: number;
  /** Called within the publisher's own call stack. */
  onMessage: (message: ConsumeMessage) => void;
  /** Called when the queue was deleted while it was consumed. */
  onGone: () => void;
}

/**
 * A broker server inside the process. The brokers of several nodes may share it. `stop` loses the same state as the end
 * of the process.
 */
export interface EmbeddedServer {
  readonly state: BrokerState;
  onState(listener: (state: BrokerState) => void): () => void;
  start(): void;
  /** Deletes all queues. */
  stop(): void;
  /** Returns the number of queues that got the message. */
  publish(route: Route): number;
  /** Calls `onContent` with every publish to the exchange until the returned function is called. */
  fanOut(exchange: string, onContent: (content: string) => void): () => void;
  /** Creates the queue if it does not exist, and binds it. */
  declare(name: string, binding: { exchange: string; key: string }, args: QueueArguments): void;
  /**
   * Adds a consumer; the newest consumer has priority. Returns a function that removes it and requeues its
   * unacknowledged messages in their order.
   */
  consume(name: string, consumer: QueueConsumer): () => void;
  remove(name: string): void;
}

interface Entry {
  queue: Queue;
  args: QueueArguments;
  bindings: Set<string>;
  consumers: Set<QueueConsumer>;
  expiry?: NodeJS.Timeout;
}

/**
 * Creates the server. smqp implements the queues: order, prefetch, priority, requeueing. A map of bindings implements
 * the routing, because smqp's direct exchange checks every binding for every message, and a queue declared on its
 * broker costs fifty times as much as a separate one.
 */
export function createEmbeddedServer(options: { log: BrokerLog }): EmbeddedServer {
  const states = createSignal<BrokerState>(options.log);
  const entries = new Map<string, Entry>();
  const bound = new Map<string, Set<Entry>>();
  const fans = new Map<string, Set<(content: string) => void>>();
  let state: BrokerState = 'up';
  let newest = 0;

  function push(entry: Entry, key: string, content: string): void {
    entry.queue.queueMessage({ routingKey: key }, content);
    trim(entry);
  }

  /** Drops the oldest ready messages beyond the maximum length, like RabbitMQ; delivered messages do not count. */
  function trim({ queue, args }: Entry): void {
    if (queue.messageCount <= args.maxLength) return;
    let excess = queue.messageCount - queue.getStats().unackedCount - args.maxLength;
    while (excess-- > 0) queue.evictFirst();
  }

  function expireUnused(name: string, entry: Entry): void {
    clearTimeout(entry.expiry);
    if (entry.queue.consumerCount > 0) return;
    entry.expiry = setTimeout(() => remove(name), entry.args.expires).unref();
  }

  function remove(name: string): void {
    const entry = entries.get(name);
    if (!entry) return;
    entries.delete(name);
    clearTimeout(entry.expiry);
    for (const binding of entry.bindings) {
      const queues = bound.get(binding);
      queues?.delete(entry);
      if (queues?.size === 0) bound.delete(binding);
    }
    entry.queue.delete();
    for (const consumer of entry.consumers) consumer.onGone();
  }

  return {
    get state() {
      return state;
    },
    onState: states.listen,
    start() {
      if (state === 'up') return;
      state = 'up';
      states.emit(state);
    },
    stop() {
      if (state === 'down') return;
      state = 'down';
      fans.clear();
      for (const name of [...entries.keys()]) remove(name);
      states.emit(state);
    },
    publish({ exchange, keys, content }) {
      if (keys.length === 0) {
        const fan = fans.get(exchange) ?? [];
        for (const onContent of fan) onContent(content);
        return fan instanceof Set ? fan.size : 0;
      }
      const reached = new Set<Entry>();
      for (const key of keys) {
        for (const entry of bound.get(bindingOf(exchange, key)) ?? []) {
          if (!reached.has(entry)) push(entry, key, content);
          reached.add(entry);
        }
      }
      return reached.size;
    },
    fanOut(exchange, onContent) {
      const fan = fans.get(exchange) ?? new Set();
      fans.set(exchange, fan.add(onContent));
      return () => {
        fan.delete(onContent);
      };
    },
    declare(name, { exchange, key }, args) {
      const entry = entries.get(name) ?? {
        queue: new Queue(name, { autoDelete: false, durable: true }),
        args,
        bindings: new Set(),
        consumers: new Set(),
      };
      entries.set(name, entry);
      const binding = bindingOf(exchange, key);
      entry.bindings.add(binding);
      bound.set(binding, (bound.get(binding) ?? new Set()).add(entry));
      expireUnused(name, entry);
    },
    consume(name, consumer) {
      const entry = entries.get(name);
      if (!entry) throw new Error(`There is no queue ${name}.`);
      clearTimeout(entry.expiry);
      const priority = ++newest;
      const consumerTag = `consumer-${priority}`;
      entry.queue.consume((_key, message) => consumer.onMessage(message), {
        prefetch: consumer.prefetch,
        priority,
        consumerTag,
      });
      entry.consumers.add(consumer);
      return () => {
        entry.consumers.delete(consumer);
        if (!entry.queue.cancel(consumerTag)) return; // the queue is gone
        trim(entry);
        expireUnused(name, entry);
      };
    },
    remove,
  };
}

function bindingOf(exchange: string, key: string): string {
  return `${exchange} ${key}`;
}
