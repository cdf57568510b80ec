/** What JSON can carry, and so what may travel. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Addressed to people: goes to every session queue of each of those users, and to nobody else. */
interface PersonEvent {
  to: 'people';
  /** Internal user ids; a repetition counts once. */
  userIds: string[];
  body: JsonValue;
}

/** Addressed to a place, a room or everybody: one delivery a node, however many listen there. */
interface NodeEvent {
  to: 'nodes';
  body: JsonValue;
}

export type BrokerEvent = PersonEvent | NodeEvent;

/** One event in a session's queue. It stays there until `ack`, and comes again if the session is taken up elsewhere. */
export interface Delivery {
  body: unknown;
  /** It was handed out before, here or on another node, and never acknowledged. */
  redelivered: boolean;
  /** Does nothing the second time, or once the queue was lost or detached: the delivery is then no longer ours. */
  ack(): void;
}

/** A session's queue, held by this node. Neither call rejects: with the broker down the queue expires by itself. */
export interface SessionQueue {
  readonly sessionId: string;
  /** Stops consuming. The queue stays until it expires; what was not acknowledged is at its head again. */
  detach(): Promise<void>;
  /** Stops consuming and deletes the queue with what is in it. */
  remove(): Promise<void>;
}

export interface SessionOptions {
  sessionId: string;
  userId: string;
  /** At most `prefetch` of them are unacknowledged at a time; in order of publishing. */
  onDelivery: (delivery: Delivery) => void;
  /**
   * The queue exists and is consumed: now, and again after every loss of connection or queue. What was published
   * while it did not exist is only in the log, so the owner catches up from there.
   */
  onReady: () => void;
}

export type BrokerState = 'up' | 'down';

/** Of what the broker is short while it takes no events. */
export type BrokerShortage = 'memory' | 'disk';

/** Cumulative since the broker was made. A publish counts once however many copies the broker makes of it. */
export interface BrokerCounts {
  publishes: number;
  /** Session queues declared. */
  declares: number;
  deliveries: number;
  acks: number;
  /** Publishes that reached no queue at all: people without a session. */
  unrouted: number;
}

/**
 * Transport of events between nodes and to sessions. It is never the truth: every path must stay right when
 * every queue vanishes.
 */
export interface Broker {
  /** `up` while events can be published and node events arrive. */
  readonly state: BrokerState;
  /** Why it takes no events although it is there; empty while it takes them or is away. */
  shortage(): BrokerShortage[];
  /**
   * Called with every change of state, returns the way to stop that. Node events of the time before an `up` may be
   * lost: who keeps a copy of something loads it anew.
   */
  onState(listener: (state: BrokerState) => void): () => void;
  /** Resolves when connected, or after some seconds without: then it keeps trying in the background. Never rejects. */
  start(): Promise<void>;
  /** Waits for confirms under way, then lets go of everything; session queues stay until they expire. Has a deadline. */
  stop(): Promise<void>;
  /**
   * Resolves when the broker has confirmed all of them, in the order of the calls. Rejects with `unavailable`
   * (retryable) at once when the broker is down, or in bounded time when it stalls; some of the events may then
   * have got through, so receivers tell repetitions apart. That a person has no session is no error.
   */
  publish(events: BrokerEvent[]): Promise<void>;
  /**
   * Declares, binds and consumes the queue of a session, in the background and off the caller's path, now or as soon
   * as the broker is back. A session that is open elsewhere is taken over: deliveries come here from then on.
   */
  openSession(options: SessionOptions): SessionQueue;
  /** Everything published to nodes, also by this one. Returns the way to stop listening. */
  onNodeEvent(listener: (body: unknown) => void): () => void;
  counts(): BrokerCounts;
}

/** The part of pino that the brokers use. Bodies, user ids and URLs are never given to it. */
export interface BrokerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
