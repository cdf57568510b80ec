import { type Channel, type ChannelModel, connect, type RecoveringChannelModel } from 'amqplib';
import { backoff } from '@/protocol/backoff';
import type { BrokerLog } from './broker';

/** Seconds. A peer that is gone is detected after two missed heartbeats. */
const HEARTBEAT_SECONDS = 10;
/** Milliseconds for TCP and the handshake together. */
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * The maximum delay between attempts to reconnect, so that everything works again within 5 s of the broker's return
 * [D7].
 */
const MAX_DELAY_MS = 2_000;
/** A refusal lasts until an operator changes the configuration, so attempts are rarer. */
const REFUSED_DELAY_MS = 15_000;
const CLOSE_TIMEOUT_MS = 2_000;

/** A connection to RabbitMQ, given to the `setup` of a link. amqplib calls the connection a model. */
export interface NewConnection {
  model: ChannelModel;
  /** Returns false once the connection is closed. */
  alive(): boolean;
}

/** A connection that reconnects by itself. */
export interface Link {
  /** Starts connecting. Never rejects. */
  open(): Promise<void>;
  /** Closes the connection; the link then connects again. */
  reset(): void;
  /** Closes the connection cleanly if the broker answers in time. */
  close(): Promise<void>;
}

/**
 * Creates a connection that reconnects by itself.
 *
 * @param options.name the name in RabbitMQ's list of connections
 * @param options.setup declares channels and topology on each new connection; if it rejects, the link reconnects
 * @param options.onBlocked called with the reason when RabbitMQ blocks publishes of this connection, with null when it
 *   unblocks them
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

  /**
   * Sets up a new connection. amqplib adds its listeners only after this function returned, so a loss of the connection
   * must be detected here.
   */
  async function setup(connection: ChannelModel): Promise<void> {
    let alive = true;
    connection.on('error', () => {}); // a `close` event follows and is handled
    connection.on('close', () => {
      alive = false;
    });
    await options.setup({ model: connection, alive: () => alive });
    if (!alive) throw new Error('the connection was lost while it was being set up');
  }

  return {
    async open() {
      model = await connect(withHeartbeat(options.url), {
        ...socketOptions(name),
        recovery: {
          waitForConnect: false,
          setup,
          // Full jitter, so that many nodes do not reconnect in step.
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
        log.warn({ connection: name, reason: error.message }, 'disconnected from RabbitMQ');
        options.onDown();
      });
      model.on('connect-failed', (error) => {
        failure = error;
        if (isRefusal(error)) {
          log.warn({ connection: name, reason: error.message }, REFUSED);
          return;
        }
        // Logs the first failure, and then about one line a minute.
        if (failures++ % 30 === 0)
          log.warn({ connection: name, reason: error.message, failures }, 'RabbitMQ cannot be reached');
      });
      model.on('error', (error) =>
        log.warn({ connection: name, reason: error.message }, 'RabbitMQ connection failed'),
      );
      model.on('blocked', (reason) => {
        log.warn({ connection: name, reason }, 'RabbitMQ accepts no messages');
        options.onBlocked?.(reason);
      });
      model.on('unblocked', () => {
        log.info({ connection: name }, 'RabbitMQ accepts messages again');
        options.onBlocked?.(null);
      });
    },
    reset() {
      if (current) abandon(current);
      current = undefined;
    },
    async close() {
      await within(CLOSE_TIMEOUT_MS, model?.close());
    },
  };
}

/**
 * Opens a channel, and a new one whenever the server closes it while the connection lives. The server closes a channel
 * after a single failed operation, which must not affect its other users.
 *
 * @param on.use prepares a channel and starts to use it
 * @param on.lost called when the channel is closed, with its consumers and their unacknowledged messages; `reason` is
 *   the server's, if it gave one
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
      // A closing connection closes its channels first: `alive` is checked after the connection could report its end.
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

/** Closes the connection; amqplib then opens a new one. */
function abandon(model: ChannelModel): void {
  model.close().catch(() => {}); // already closed
}

/** Returns the AMQP code of a closed channel or a failed operation. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

const REFUSED =
  'RabbitMQ refuses access: give the user of AMQP_URL its rights; docs/operations.md has the rabbitmqctl commands';

/**
 * Returns whether the user, the virtual host or a permission is missing. RabbitMQ reports a missing permission on a
 * channel, the others on a connection.
 */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && (/ACCESS.REFUSED|NOT.ALLOWED/.test(error.message) || isVhostRefusal(error))
  );
}

/**
 * Returns whether RabbitMQ has refused the virtual host: there is none of that name, or the user has no rights on it.
 * amqplib drops the text with which RabbitMQ says which of the two.
 */
export function isVhostRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Expected ConnectionOpenOk');
}

/** Returns the milliseconds to wait before a failed operation is tried again. */
export function retryDelay(error: unknown, attempt: number): number {
  return isRefusal(error)
    ? backoff(0, { retryAfter: REFUSED_DELAY_MS / 1_000, first: REFUSED_DELAY_MS, longest: REFUSED_DELAY_MS })
    : backoff(attempt, { first: 100, longest: MAX_DELAY_MS });
}

/** Resolves when `work` has settled, or after `milliseconds`. Never rejects. */
export async function within(milliseconds: number, work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work?.catch(() => {}), deadline]);
  clearTimeout(timer);
}

/** Returns the options of a node's connections, apart from those of its recovery. */
export function socketOptions(name: string) {
  return {
    noDelay: true, // a publish or an acknowledgement is small, and something waits for it
    timeout: CONNECT_TIMEOUT_MS,
    clientProperties: { connection_name: name },
  };
}

/** Returns the URL with a heartbeat of `HEARTBEAT` seconds, or with its own if that is shorter. */
export function withHeartbeat(url: string): string {
  const parsed = new URL(url);
  const asked = Number(parsed.searchParams.get('heartbeat'));
  parsed.searchParams.set(
    'heartbeat',
    String(asked > 0 && asked < HEARTBEAT_SECONDS ? asked : HEARTBEAT_SECONDS),
  );
  return parsed.href;
}
