import type { ErrorCode } from '@/protocol/errors';
import type { Address } from '@/protocol/events';
import type { MessageContent } from '@/protocol/messages';

/** A message as it was written. */
export type NewMessage = MessageContent & {
  clientId: string;
  address: Address;
  /** The id of the message that it answers. */
  replyTo?: string;
  /** Milliseconds since 1970, of this machine's clock. */
  at: number;
};

/** A message of ours that the server has not acknowledged. Its `clientId` stays through every retry. */
export type Outgoing = NewMessage &
  (
    | { state: 'waiting'; tries: number }
    | { state: 'sending'; tries: number }
    | { state: 'failed'; code: ErrorCode }
  );

/** Codes that go away by themselves, so that trying again without asking is right. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['rate_limited', 'unavailable', 'overloaded', 'internal']);
const MOST_TRIES = 4;

/** The next one to send: one at a time, so that their order is kept. A failed one holds nothing up. */
export function nextToSend(outgoing: readonly Outgoing[]): (Outgoing & { state: 'waiting' }) | null {
  if (outgoing.some((message) => message.state === 'sending')) return null;
  return outgoing.find((message) => message.state === 'waiting') ?? null;
}

/** The same list with one message changed, or taken out by null. */
export function change(
  outgoing: readonly Outgoing[],
  clientId: string,
  map: (message: Outgoing) => Outgoing | null,
): readonly Outgoing[] {
  return outgoing.flatMap((message) => (message.clientId === clientId ? (map(message) ?? []) : message));
}

/** After a refusal: another try later, or failed. */
export function refused(message: Outgoing, code: ErrorCode): Outgoing {
  const tries = message.state === 'failed' ? 0 : message.tries;
  return PASSING.has(code) && tries < MOST_TRIES
    ? { ...draftOf(message), state: 'waiting', tries }
    : { ...draftOf(message), state: 'failed', code };
}

/** Back in line: after Retry, after a reload, or because the connection went before the answer came. */
export function waiting(message: Outgoing): Outgoing {
  return { ...draftOf(message), state: 'waiting', tries: 0 };
}

/** The message as it was written, without what became of it. */
function draftOf(message: Outgoing): NewMessage {
  const { state: _, tries: __, code: ___, ...draft } = { tries: 0, code: null, ...message };
  return draft;
}
