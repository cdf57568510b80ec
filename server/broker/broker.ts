/** A JSON value: the type of the bodies of events. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** An event for users: it goes to every session queue of these users only. */
interface PersonEvent {
  to: 'people';
  /** Internal user ids; duplicates count once. */
  userIds: string[];
  body: JsonValue;
}

/** An event for nodes: it is delivered once to each node, however many sessions it concerns. */
interface NodeEvent {
  to: 'nodes';
  body: JsonValue;
}

export type BrokerEvent = PersonEvent | NodeEvent;

/**
 * An event in a session's queue. It stays there until `ack`, and is delivered again if the session moves to another
 * node.
 */
export interface Delivery {
  body: unknown;
  /** The event was delivered before, on this or another node, and not acknowledged. */
  redelivered: boolean;
  /**
   * Has no effect when called again, or after the queue was lost or detached, because the delivery then belongs to
   * another consumer.
   */
  ack(): void;
}

/**
 * A session's queue, held by this node. Neither function rejects: while the broker is down the queue expires by itself.
 */
export interface SessionQueue {
  readonly sessionId: string;
  /** Stops consuming. The queue stays until it expires; unacknowledged events return to its head. */
  detach(): Promise<void>;
  /** Stops consuming and deletes the queue with its events. */
  remove(): Promise<void>;
}

export interface SessionOptions {
  sessionId: string;
  userId: string;
  /** Called in the order of publishing; at most `prefetch` deliveries are unacknowledged at a time. */
  onDelivery: (delivery: Delivery) => void;
  /**
   * Called when the queue exists and is consumed, and again after every loss of the connection or the queue. Events
   * published while the queue did not exist are only in the log, so the owner must read the log.
   */
  onReady: () => void;
}

export type BrokerState = 'up' | 'down';

/** The resource that the broker lacks while it refuses events. */
export type BrokerShortage = 'memory' | 'disk';

/** Totals since the broker was created. A publish counts once, however many copies the broker makes. */
export interface BrokerCounts {
  publishes: number;
  /** Declarations of session queues. */
  declares: number;
  deliveries: number;
  acks: number;
  /** Publishes that reached no queue because the users have no session. */
  unrouted: number;
}

/**
 * Carries events between nodes and to sessions. The broker is never the source of truth: every feature must still work
 * when all queues are lost.
 */
export interface Broker {
  /** `up` while events can be published and node events arrive. */
  readonly state: BrokerState;
  /** Returns what the broker lacks while it refuses events; empty while it accepts events or is down. */
  shortage(): BrokerShortage[];
  /**
   * Calls `listener` with every change of state and returns a function that removes it. Node events from before an `up`
   * may be lost, so holders of derived state must reload it.
   */
  onState(listener: (state: BrokerState) => void): () => void;
  /** Resolves when connected, or after some seconds while connecting continues in the background. Never rejects. */
  start(): Promise<void>;
  /**
   * Waits for outstanding confirms, up to a deadline, and then closes everything; session queues stay until they
   * expire.
   */
  stop(): Promise<void>;
  /**
   * Publishes events in the order of the calls and resolves when the broker has confirmed all of them. Rejects with
   * `unavailable` (retryable) at once when the broker is down, or within a bounded time when it stalls; some of the
   * events may have been published then, so receivers must detect repetitions. A user without a session is no error.
   */
  publish(events: BrokerEvent[]): Promise<void>;
  /**
   * Declares, binds and consumes the queue of a session in the background, now or when the broker is back. A session
   * that is open on another node is taken over: later deliveries arrive here.
   */
  openSession(options: SessionOptions): SessionQueue;
  /**
   * Calls `listener` with every event published to nodes, including this node's own. Returns a function that removes
   * the listener.
   */
  onNodeEvent(listener: (body: unknown) => void): () => void;
  counts(): BrokerCounts;
}

/** The part of pino that the brokers use. It never receives bodies, user ids or URLs. */
export interface BrokerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
