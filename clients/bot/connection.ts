import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '@/protocol/events';
import type { Acknowledge } from './calls';
import { BotError, fromServer, notAuthorised, unreachable } from './errors';
import type { BotBuilding } from './types';
import { errorAnswer, signedOut, startAnswer } from './wire';

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 15_000;

/** The events of a bot after the first. */
type BotEvent =
  | 'bot_message'
  | 'bot_answer'
  | 'bot_edit'
  | 'bot_delete'
  | 'bot_react'
  | 'bot_commands'
  | 'bot_audience';

/** A connection that `new_bot` accepted. It does not reconnect. */
export interface Connection {
  building: BotBuilding;
  /**
   * Sends an event and returns the answer. Throws a `BotError`; if it is retryable, the event may be sent again.
   */
  ask<E extends BotEvent>(event: E, payload: Parameters<ClientToServer[E]>[0]): Promise<unknown>;
  /** Resolves to the reason when the connection ends; never rejects. */
  lost: Promise<BotError>;
  close(): void;
}

type BotSocket = Socket<ServerToClient, ClientToServer>;
/** The types of Socket.IO do not follow an event that is not known where it is sent. */
interface Asking {
  emitWithAck(event: string, payload: unknown): Promise<unknown>;
}

/** Connects as the bot; `onHeard` gets what people write to it. Throws a `BotError`. */
export async function connectOnce(options: {
  url: string;
  id: string;
  token: string;
  onHeard: (call: unknown, acknowledge: Acknowledge) => void;
}): Promise<Connection> {
  const socket: BotSocket = io(options.url, {
    forceNew: true,
    // The SDK has its own backoff: Socket.IO's has no full jitter and does not give up.
    reconnection: false,
    transports: ['websocket'],
    timeout: CONNECT_TIMEOUT_MS,
  });
  let signedOutReason: BotError | undefined;
  socket.on('signed_out', (reason) => {
    signedOutReason = reasonOf(reason);
  });
  socket.on('heard', options.onHeard as ServerToClient['heard']);
  const lost = new Promise<BotError>((resolve) => {
    socket.once('disconnect', () => resolve(signedOutReason ?? unreachable(options.url)));
  });
  try {
    await connected(socket, options.url);
    const answer = await ask(options.url, () =>
      socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('new_bot', { id: options.id, token: options.token }),
    );
    const { building } = startAnswer.parse(answer);
    return {
      building,
      lost,
      ask: (event, payload) =>
        ask(options.url, () =>
          (socket.timeout(ANSWER_TIMEOUT_MS) as unknown as Asking).emitWithAck(event, payload),
        ),
      close: () => void socket.disconnect(),
    };
  } catch (error) {
    socket.disconnect();
    throw signedOutReason ?? error;
  }
}

function connected(socket: BotSocket, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      // The server sends the error of a refused handshake in `data`, with the seconds to wait in `retryAfter`.
      const refused = 'data' in error ? errorAnswer.safeParse(error.data) : undefined;
      reject(refused?.success ? fromServer(refused.data.error) : unreachable(url, error));
    });
  });
}

/** Returns the answer to an event. A missing or unknown answer counts as an unreachable server. */
async function ask(url: string, emit: () => Promise<unknown>): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await emit();
  } catch (cause) {
    throw unreachable(url, cause);
  }
  const refused = errorAnswer.safeParse(answer);
  if (refused.success) throw fromServer(refused.data.error);
  return answer;
}

function reasonOf(message: unknown): BotError {
  const parsed = signedOut.safeParse(message);
  if (parsed.data?.reason === 'unauthorised') return notAuthorised();
  return new BotError(
    'bad_credentials',
    'The server revoked the secret or token of this bot. Start the bot again.',
  );
}
