import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '@/protocol/events';
import { BotError, fromServer, notAuthorised, unreachable } from './errors';
import { type BotBuilding, errorAnswer, signedOut, startAnswer } from './wire';

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 15_000;

/** One connection, from `new_bot` accepted to its end. It does not come back by itself. */
export interface Connection {
  building: BotBuilding;
  /** Throws a `BotError`; retryable when the message may be tried again with the same id. */
  say(text: string, clientId: string): Promise<void>;
  /** Why it ended; never rejects. */
  lost: Promise<BotError>;
  close(): void;
}

type BotSocket = Socket<ServerToClient, ClientToServer>;

/** Connects and says which bot this is. Throws a `BotError`. */
export async function connectOnce(options: { url: string; id: string; token: string }): Promise<Connection> {
  const socket: BotSocket = io(options.url, {
    forceNew: true,
    // Ours is the backoff: Socket.IO's own is without full jitter and does not know when to give up.
    reconnection: false,
    transports: ['websocket'],
    timeout: CONNECT_TIMEOUT_MS,
  });
  let farewell: BotError | undefined;
  socket.on('signed_out', (reason) => {
    farewell = reasonOf(reason);
  });
  const lost = new Promise<BotError>((resolve) => {
    socket.once('disconnect', () => resolve(farewell ?? unreachable(options.url)));
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
      async say(message, clientId) {
        // Said to nobody is an error, too, and tells why.
        await ask(options.url, () =>
          socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('bot_message', { clientId, message }),
        );
      },
      close: () => void socket.disconnect(),
    };
  } catch (error) {
    socket.disconnect();
    throw farewell ?? error;
  }
}

function connected(socket: BotSocket, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      // A middleware that refuses sends its reason along ("not now, in n seconds").
      const refused = 'data' in error ? errorAnswer.safeParse(error.data) : undefined;
      reject(refused?.success ? fromServer(refused.data.error) : unreachable(url, error));
    });
  });
}

/** The answer to an event; one that does not come, or is none we know, counts as the server being away. */
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
    'The server ended what this bot had proved itself with. Start it again.',
  );
}
