import type { Socket } from 'socket.io-client';
import type { ErrorBody, ErrorCode } from '@/protocol/errors';
import type { ClientAnswers, ClientEvent, ClientToServer, ServerToClient } from '@/protocol/events';

export type QuadSocket = Socket<ServerToClient, ClientToServer>;

/** What `E` takes, before it is parsed. */
export type Payload<E extends ClientEvent> = Parameters<ClientToServer[E]>[0];

/** Asks the server over one connection. Rejects with `Refused` or `Lost`. */
export type Ask = <E extends ClientEvent>(event: E, payload: Asked<E>) => Promise<ClientAnswers[E]>;

/** The server said no; `code` says why. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly code: ErrorCode;
  /** Seconds. */
  readonly retryAfter: number;
  readonly field: string | undefined;
  constructor({ error }: ErrorBody) {
    super(error.message);
    this.code = error.code;
    this.retryAfter = error.retryAfter ?? 0;
    this.field = error.field;
  }
}

/** No answer came: the connection went, or is as good as gone. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Longer than any answer takes, short enough that a dead line is noticed. */
const ANSWER_MS = 15_000;

/** Emits and waits for the ack. Rejects with `Refused` or `Lost`. */
export function ask<E extends ClientEvent>(
  socket: QuadSocket,
  event: E,
  payload: Payload<E>,
): Promise<ClientAnswers[E]> {
  return new Promise((resolve, reject) => {
    if (!socket.connected) return reject(new ConnectionLost('not connected'));
    const answered = (error: Error | null, answer: ClientAnswers[E] | ErrorBody) => {
      if (error) reject(new ConnectionLost(error.message));
      else if ('error' in answer) reject(new RequestRefused(answer));
      else resolve(answer);
    };
    // One event's types at a time: the compiler cannot relate the argument to its ack for all of them at once.
    const emit = socket.timeout(ANSWER_MS).emit as (
      this: unknown,
      event: E,
      payload: Payload<E>,
      ack: typeof answered,
    ) => unknown;
    emit.call(socket.timeout(ANSWER_MS), event, payload, answered);
  });
}
