import { type Channel, type ChannelModel, connect, type RecoveringChannelModel } from 'amqplib';
import { backoff } from '@/protocol/backoff';
import type { BrokerLog } from './broker';

/** Seconds. A peer that vanished without a word is noticed after two of them. */
const HEARTBEAT = 10;
/** Milliseconds for TCP and the handshake together. */
const CONNECT_WITHIN = 5_000;
/** Reconnecting backs off to here, so that everything is in place within 5 s of the broker's return [D7]. */
const MAX_DELAY = 2_000;
/** What the server refuses it goes on refusing until an operator changes it; then nobody waits for a second. */
const REFUSED_DELAY = 15_000;
const CLOSE_WITHIN = 2_000;

/** A connection just made, to be set up. */
export interface NewConnection {
  model: ChannelModel;
  alive(): boolean;
}

/** One connection that comes back by itself. */
export interface Link {
  /** Begins to connect. Never rejects. */
  open(): Promise<void>;
  /** Makes the connection, and all that was set up on it, anew. */
  reset(): void;
  /** Orderly if the broker answers in time. */
  close(): Promise<void>;
}

/**
 * @param options.name shown in RabbitMQ's list of connections
 * @param options.setup makes channels and topology on each fresh connection; if it rejects, the next attempt follows
 * @param options.onBlocked RabbitMQ takes no publishes from this connection for the reason given; null when it does again
 */
export function createLink(options: {
  url: string;
  name: string;
  log: BrokerLog;
  setup: (connection: NewConnection) => Promise<void>;
  onUp: () => void;
  onDown: () => void;
  onBlocked?: (reason: string | null) => void;
}): Link {
  const { name, log } = options;
  let model: RecoveringChannelModel | undefined;
  let current: ChannelModel | undefined;
  let failure: Error | undefined;

  /** amqplib listens to the connection only after this returned, so a loss during it is ours to notice. */
  async function setup(connection: ChannelModel): Promise<void> {
    let alive = true;
    connection.on('error', () => {}); // a `close` follows, and is handled
    connection.on('close', () => {
      alive = false;
    });
    await options.setup({ model: connection, alive: () => alive });
    if (!alive) throw new Error('the connection was lost while it was being set up');
  }

  return {
    async open() {
      model = await connect(withHeartbeat(options.url), {
        noDelay: true, // acks and publishes are small, and someone waits for each
        timeout: CONNECT_WITHIN,
        clientProperties: { connection_name: name },
        recovery: {
          waitForConnect: false,
          setup,
          // Full jitter: a fleet of nodes must not come back in step.
          calculateDelay: (attempt) => 50 + retryDelay(failure, attempt),
        },
      });
      let failures = 0;
      model.on('connect', (connected) => {
        current = connected;
        failures = 0;
        failure = undefined;
        log.info({ connection: name }, 'connected to RabbitMQ');
        options.onUp();
      });
      model.on('disconnect', (error) => {
        log.warn({ connection: name, reason: error.message }, 'lost RabbitMQ');
        options.onDown();
      });
      model.on('connect-failed', (error) => {
        failure = error;
        if (isRefusal(error)) {
          log.warn({ connection: name, reason: error.message }, REFUSED);
          return;
        }
        // The first failure says why; after that one line in about a minute.
        if (failures++ % 30 === 0)
          log.warn({ connection: name, reason: error.message, failures }, 'RabbitMQ cannot be reached');
      });
      model.on('error', (error) =>
        log.warn({ connection: name, reason: error.message }, 'RabbitMQ connection failed'),
      );
      model.on('blocked', (reason) => {
        log.warn({ connection: name, reason }, 'RabbitMQ takes no messages');
        options.onBlocked?.(reason);
      });
      model.on('unblocked', () => {
        log.info({ connection: name }, 'RabbitMQ takes messages again');
        options.onBlocked?.(null);
      });
    },
    reset() {
      if (current) abandon(current);
      current = undefined;
    },
    async close() {
      await within(CLOSE_WITHIN, model?.close());
    },
  };
}

/**
 * Opens a channel and, whenever the server closes it while the connection lives, another in its place.
 * The server does so for one wrong operation, and everybody else on the channel must not suffer for it.
 *
 * @param on.use prepares a channel, then takes it into use
 * @param on.lost the channel in use is gone, with its consumers and what they had not acknowledged; `reason` if the server said one
 */
export async function holdChannel<C extends Channel>(
  { model, alive }: NewConnection,
  log: BrokerLog,
  on: { create: () => Promise<C>; use: (channel: C) => Promise<void> | void; lost: (reason?: Error) => void },
): Promise<void> {
  const open = async () => {
    const channel = await on.create();
    let reason: Error | undefined;
    channel.on('error', (error) => {
      reason = error;
      log.warn({ reason: error.message }, isRefusal(error) ? REFUSED : 'RabbitMQ closed a channel');
    });
    channel.on('close', () => {
      on.lost(reason);
      // A closing connection closes its channels first: look once it had the time to say so.
      setImmediate(() => {
        if (alive()) open().catch(giveUp);
      });
    });
    await on.use(channel);
  };
  const giveUp = (error: Error) => {
    if (!alive()) return;
    log.warn({ reason: error.message }, 'a RabbitMQ channel cannot be opened again; reconnecting');
    abandon(model);
  };
  await open();
}

/** Recovery makes another. */
function abandon(model: ChannelModel): void {
  model.close().catch(() => {}); // closed already: what we want
}

/** What the server closed a channel with, or an operation failed with; numbers of AMQP. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

const REFUSED =
  'RabbitMQ refuses what Quad needs: give the user of AMQP_URL the rights that docs/operations.md has the lines for (rabbitmqctl)';

/** No user, no virtual host, or no right; RabbitMQ says the last of a channel, the others of a connection. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && /ACCESS.REFUSED|NOT.ALLOWED/.test(error.message);
}

/** How long to wait before an operation that failed is tried again, in milliseconds. */
export function retryDelay(error: unknown, attempt: number): number {
  return isRefusal(error)
    ? backoff(0, { retryAfter: REFUSED_DELAY / 1_000, first: REFUSED_DELAY })
    : backoff(attempt, { first: 100, longest: MAX_DELAY });
}

/** Waits for the work, but no longer than that many milliseconds; its failure is of no interest. */
export async function within(milliseconds: number, work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work?.catch(() => {}), deadline]);
  clearTimeout(timer);
}

/** The URL may ask for a shorter heartbeat, never for a longer one or none. */
function withHeartbeat(url: string): string {
  const parsed = new URL(url);
  const asked = Number(parsed.searchParams.get('heartbeat'));
  parsed.searchParams.set('heartbeat', String(asked > 0 && asked < HEARTBEAT ? asked : HEARTBEAT));
  return parsed.href;
}
