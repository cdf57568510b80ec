import type { ErrorCode } from '@/protocol/errors';
import type { Address } from '@/protocol/events';
import type { MessageContent } from '@/protocol/messages';

/** A message as it was written. */
export type NewMessage = MessageContent & {
  clientId: string;
  address: Address;
  /** The id of the message that this one answers. */
  replyTo?: string;
  /** The time of the stored draft that the message carries, by the server's clock, in milliseconds since 1970. */
  draftAt?: number;
  /** Milliseconds since 1970 by this device's clock. */
  at: number;
};

/** A message of this user that the server has not acknowledged. Its `clientId` stays the same in every retry. */
export type Outgoing = NewMessage &
  (
    | { state: 'waiting'; tries: number }
    | { state: 'sending'; tries: number }
    | { state: 'failed'; code: ErrorCode }
  );

/** Codes of temporary failures, after which a retry without the user is right. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['rate_limited', 'unavailable', 'overloaded', 'internal']);
const MAX_TRIES = 4;

/**
 * Returns the next message to send, or null. One message is sent at a time, so that their order is kept. A failed
 * message delays nothing.
 */
export function nextToSend(outgoing: readonly Outgoing[]): (Outgoing & { state: 'waiting' }) | null {
  if (outgoing.some((message) => message.state === 'sending')) return null;
  return outgoing.find((message) => message.state === 'waiting') ?? null;
}

/** Returns the list with one message changed, or removed when `map` returns null. */
export function change(
  outgoing: readonly Outgoing[],
  clientId: string,
  map: (message: Outgoing) => Outgoing | null,
): readonly Outgoing[] {
  return outgoing.flatMap((message) => (message.clientId === clientId ? (map(message) ?? []) : message));
}

/** Returns the message after a refusal: waiting for another try, or failed. */
export function refused(message: Outgoing, code: ErrorCode): Outgoing {
  const tries = message.state === 'failed' ? 0 : message.tries;
  return PASSING.has(code) && tries < MAX_TRIES
    ? { ...draftOf(message), state: 'waiting', tries }
    : { ...draftOf(message), state: 'failed', code };
}

/** Returns the message waiting again: after Retry, after a reload, or after the connection was lost. */
export function waiting(message: Outgoing): Outgoing {
  return { ...draftOf(message), state: 'waiting', tries: 0 };
}

/** Returns the message without its state. */
function draftOf(message: Outgoing): NewMessage {
  const { state: _, tries: __, code: ___, ...draft } = { tries: 0, code: null, ...message };
  return draft;
}
