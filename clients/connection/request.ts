import type { Socket } from 'socket.io-client';
import type { ErrorBody, ErrorCode } from '@/protocol/errors';
import type { ClientAnswers, ClientEvent, ClientToServer, ServerToClient } from '@/protocol/events';
import type { Reason } from '@/protocol/reasons';

export type ClientSocket = Socket<ServerToClient, ClientToServer>;

/** The payload of event `E`, before the server parses it. */
export type Payload<E extends ClientEvent> = Parameters<ClientToServer[E]>[0];

/** Sends an event to the server and resolves with its answer. Rejects with `RequestRefused` or `ConnectionLost`. */
export type Ask = <E extends ClientEvent>(event: E, payload: Payload<E>) => Promise<ClientAnswers[E]>;

/** The server refused the request; `code` says why. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly code: ErrorCode;
  /** Seconds to wait before a retry; 0 when the server named none. */
  readonly retryAfter: number;
  readonly field: string | undefined;
  /** Of `suspended`: when the suspension ends (ISO 8601), and why. */
  readonly until: string | undefined;
  readonly reason: Reason | undefined;
  constructor({ error }: ErrorBody) {
    super(error.message);
    this.code = error.code;
    this.retryAfter = error.retryAfter ?? 0;
    this.field = error.field;
    this.until = error.until;
    this.reason = error.reason;
  }
}

/** No answer came: the connection was lost, or the answer timed out. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Longer than any answer takes, and short enough to notice a dead connection. */
const ANSWER_MS = 15_000;

/** Emits the event and waits for the acknowledgement. Rejects with `RequestRefused` or `ConnectionLost`. */
export function ask<E extends ClientEvent>(
  socket: ClientSocket,
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
    // Typed for one event: the compiler cannot relate payload and acknowledgement for all events at once.
    const emit = socket.timeout(ANSWER_MS).emit as (
      this: unknown,
      event: E,
      payload: Payload<E>,
      ack: typeof answered,
    ) => unknown;
    emit.call(socket.timeout(ANSWER_MS), event, payload, answered);
  });
}
