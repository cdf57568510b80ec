import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { BrokerCounts, BrokerLog, SessionOptions, SessionQueue } from './broker';
import { codeOf, holdChannel, type NewConnection, retryDelay } from './rabbitmq-link';
import { guarded } from './signal';
import type { Topology } from './topology';

/**
 * A channel handles one declaration at a time, so a herd of sessions needs several. They are separate from the
 * consumers' channels, so that a failed declaration does not affect consumers.
 */
const DECLARING_CHANNELS = 4;
/**
 * The channels that thousands of consumers share: consumers on different channels do not wait for each other, and the
 * loss of a channel affects an eighth of the sessions.
 */
const CONSUMING_CHANNELS = 8;
const PRECONDITION_FAILED = 406;

interface Lane {
  channel: Channel | undefined;
  sessions: Set<Session>;
}

/** The state of one consumer. Delivery tags count per channel, so they are invalid on the next channel. */
interface Consumption {
  channel: Channel;
  tag: string;
  onReadyCalled: boolean;
  unacked: Set<ConsumeMessage>;
}

interface Session {
  options: SessionOptions;
  queue: string;
  lane: Lane;
  consumption: Consumption | undefined;
  /** Aborted when the owner detached the session. */
  letGo: AbortController;
  /** Runs the session's operations one after another. */
  work: Promise<void>;
}

export interface Sessions {
  setup(connection: NewConnection): Promise<void>;
  open(options: SessionOptions): SessionQueue;
  /** Drops all sessions without cancelling consumers: closing the connection requeues the unacknowledged messages. */
  abandon(): void;
}

/** Creates the session queues of this node: declared on a few channels, consumed on a few others. */
export function createSessions(options: {
  topology: Topology;
  log: BrokerLog;
  counts: BrokerCounts;
}): Sessions {
  const { topology, log, counts } = options;
  const declarers: Lane[] = Array.from({ length: DECLARING_CHANNELS }, newLane);
  const lanes: Lane[] = Array.from({ length: CONSUMING_CHANNELS }, newLane);
  const sessions = new Map<string, Session>();
  const incarnation = randomBytes(6).toString('hex');
  let turn = 0;

  function wake(session: Session): void {
    session.work = session.work.then(() => establish(session));
  }

  function pickDeclarer(): Channel | undefined {
    const open = declarers.filter((lane) => lane.channel);
    return open[turn++ % open.length]?.channel;
  }

  /**
   * Tries until the queue is consumed or the session is detached. Returns early without a channel, because a new
   * channel wakes the session.
   */
  async function establish(session: Session): Promise<void> {
    const { signal } = session.letGo;
    for (let attempt = 1; !signal.aborted && !session.consumption; attempt++) {
      const declarer = pickDeclarer();
      const consumer = session.lane.channel;
      if (!declarer || !consumer) return;
      try {
        await declare(declarer, session);
        await consume(consumer, session);
      } catch (error) {
        if (signal.aborted || !session.lane.channel) return;
        log.warn(
          { sessionId: session.options.sessionId, reason: reasonOf(error), attempt },
          'a session queue could not be opened',
        );
        // Rejects only when the session is detached, which ends the loop.
        await delay(retryDelay(error, attempt), undefined, { signal, ref: false }).catch(() => {});
      }
    }
  }

  async function declare(channel: Channel, { queue, options: { userId } }: Session): Promise<void> {
    counts.declares++;
    try {
      await channel.assertQueue(queue, { durable: true, arguments: topology.sessionArguments });
    } catch (error) {
      // Another version or setting declared the queue with other arguments. The log has its events, so it can be
      // deleted.
      if (codeOf(error) === PRECONDITION_FAILED) await pickDeclarer()?.deleteQueue(queue);
      throw error;
    }
    await channel.bindQueue(queue, topology.people, userId);
  }

  async function consume(channel: Channel, session: Session): Promise<void> {
    const tag = `${incarnation}.${++turn}`;
    const consumption: Consumption = { channel, tag, onReadyCalled: false, unacked: new Set() };
    session.consumption = consumption;
    try {
      // The newest consumer has priority, so a node that has not noticed that its session moved gets no more
      // deliveries.
      await channel.consume(session.queue, (message) => receive(session, consumption, message), {
        consumerTag: tag,
        priority: Date.now(),
      });
    } catch (error) {
      session.consumption = undefined;
      throw error;
    }
    callOnReady(session, consumption);
  }

  /** Calls `onReady` before the first delivery, which may arrive in the same packet as the reply to `consume`. */
  function callOnReady(session: Session, consumption: Consumption): void {
    if (consumption.onReadyCalled || session.consumption !== consumption || session.letGo.signal.aborted)
      return;
    consumption.onReadyCalled = true;
    guarded(log, session.options.onReady);
  }

  function receive(session: Session, consumption: Consumption, message: ConsumeMessage | null): void {
    const { unacked, channel } = consumption;
    if (message === null) {
      // The queue was deleted, or its cluster member stopped. Its deliveries are invalid.
      for (const lost of unacked) attempt(() => channel.nack(lost, false, false));
      unacked.clear();
      session.consumption = undefined;
      wake(session);
      return;
    }
    counts.deliveries++;
    unacked.add(message);
    if (session.letGo.signal.aborted) return; // requeued with the others
    callOnReady(session, consumption);
    const ack = () => {
      if (!unacked.delete(message)) return;
      counts.acks++;
      attempt(() => channel.ack(message));
    };
    let body: unknown;
    try {
      body = JSON.parse(message.content.toString());
    } catch (error) {
      log.warn(
        { sessionId: session.options.sessionId, reason: reasonOf(error) },
        'dropped a message that is not JSON',
      );
      ack();
      return;
    }
    guarded(log, () => session.options.onDelivery({ body, redelivered: message.fields.redelivered, ack }));
  }

  /** Stops consuming and returns the unacknowledged messages to the head of the queue. */
  async function release(session: Session): Promise<void> {
    const { consumption } = session;
    session.consumption = undefined;
    session.lane.sessions.delete(session);
    if (!consumption) return;
    try {
      await consumption.channel.cancel(consumption.tag);
      for (const message of consumption.unacked) consumption.channel.nack(message, false, true);
    } catch (error) {
      // The channel and its consumer are gone: the server has already requeued the messages.
      log.info(
        { sessionId: session.options.sessionId, reason: reasonOf(error) },
        'a session was detached after its channel closed',
      );
    }
    consumption.unacked.clear();
  }

  function detach(session: Session): Promise<void> {
    if (!session.letGo.signal.aborted) {
      session.letGo.abort();
      session.work = session.work.then(() => release(session));
    }
    return session.work;
  }

  function holdLane(
    connection: NewConnection,
    lane: Lane,
    on: { prepare: (channel: Channel) => Promise<unknown>; waiting: () => Iterable<Session> },
  ): Promise<void> {
    return holdChannel(connection, log, {
      create: () => connection.model.createChannel(),
      async use(channel) {
        await on.prepare(channel);
        lane.channel = channel;
        for (const session of on.waiting()) if (!session.consumption) wake(session);
      },
      lost() {
        lane.channel = undefined;
        for (const session of lane.sessions) {
          session.consumption?.unacked.clear();
          session.consumption = undefined;
        }
      },
    });
  }

  return {
    async setup(connection) {
      const declaring = {
        prepare: (channel: Channel) => channel.assertExchange(topology.people, 'direct', { durable: true }),
        waiting: () => sessions.values(),
      };
      await Promise.all([
        ...declarers.map((lane) => holdLane(connection, lane, declaring)),
        ...lanes.map((lane) => {
          const prepare = (channel: Channel) => channel.prefetch(topology.prefetch, false);
          return holdLane(connection, lane, { prepare, waiting: () => lane.sessions });
        }),
      ]);
    },
    open(sessionOptions) {
      const { sessionId } = sessionOptions;
      const before = sessions.get(sessionId);
      const lane = lanes.reduce((a, b) => (b.sessions.size < a.sessions.size ? b : a));
      const session: Session = {
        options: sessionOptions,
        queue: topology.sessionQueue(sessionId),
        lane,
        consumption: undefined,
        letGo: new AbortController(),
        work: before ? detach(before) : Promise.resolve(),
      };
      sessions.set(sessionId, session);
      lane.sessions.add(session);
      wake(session);
      const forget = () => {
        const newest = sessions.get(sessionId) === session;
        if (newest) sessions.delete(sessionId);
        return newest;
      };
      return {
        sessionId,
        detach() {
          forget();
          return detach(session);
        },
        async remove() {
          const ours = forget(); // false when the session was opened again on this node
          await detach(session);
          if (ours && !sessions.has(sessionId)) {
            await pickDeclarer()
              ?.deleteQueue(session.queue)
              .catch((error) => {
                log.info({ sessionId, reason: reasonOf(error) }, 'a session queue is left to expire');
              });
          }
        },
      };
    },
    abandon() {
      for (const session of sessions.values()) {
        session.letGo.abort();
        session.consumption?.unacked.clear();
        session.consumption = undefined;
      }
      sessions.clear();
      for (const lane of lanes) lane.sessions.clear();
    },
  };
}

function newLane(): Lane {
  return { channel: undefined, sessions: new Set() };
}

/** Calls `send` and ignores the error of a channel that has just closed, because the server requeues its messages. */
function attempt(send: () => void): void {
  try {
    send();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'IllegalOperationError')) throw error;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
