import { z } from 'zod';
import type { ErrorCode } from '@/protocol/errors';
import type { RequiredScope } from '@/protocol/scopes';

/**
 * Defines one event that a client sends: it has one argument, the payload, and an acknowledgement, the answer or an
 * error. The dispatcher, the types, the AsyncAPI document and the tests all follow from this definition.
 */
export interface ClientEventDefinition<P extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType> {
  /** One sentence for the document. */
  summary: string;
  /** More sentences, for details that the schema cannot express. */
  description?: string;
  /** The owner of the connection: a user's session (`new_client`) or a bot (`new_bot`). */
  sender: 'user' | 'bot';
  /** The scope that a user's token needs; null for bots, whose credential has none. */
  scope: RequiredScope | null;
  /** The kind of work: an overloaded node sheds `presence` first, then `read`, then `send`, and never `alert`. */
  work: 'presence' | 'read' | 'send' | 'alert';
  /** The strict schema of the argument. */
  payload: P;
  answer: A;
  /** The error codes that this event can answer, besides those of `COMMON_ERRORS`. */
  errors: readonly ErrorCode[];
  example: { payload: z.input<P>; answer: z.output<A> };
}

/** The errors that any event can answer. `forbidden` means that the token lacks the scope. */
export const COMMON_ERRORS = [
  'bad_request',
  'unauthenticated',
  'forbidden',
  'suspended',
  'rate_limited',
  'overloaded',
  'unavailable',
  'internal',
] as const satisfies ErrorCode[];

/** Returns the definition unchanged, with its literal types. */
export function clientEvent<P extends z.ZodType, A extends z.ZodType>(
  definition: ClientEventDefinition<P, A>,
): ClientEventDefinition<P, A> {
  return definition;
}

/** Defines one event that the server sends: its arguments in order, and whether it can have an acknowledgement. */
export interface ServerEventDefinition<T extends z.ZodTuple = z.ZodTuple, K extends boolean = boolean> {
  summary: string;
  description?: string;
  args: T;
  /**
   * When true, the last argument can be an acknowledgement, which the client calls without arguments once it has stored
   * the event.
   */
  acknowledged: K;
  example: z.output<T>;
}

/** Returns the definition unchanged, with its literal types. */
export function serverEvent<T extends z.ZodTuple, K extends boolean>(
  definition: ServerEventDefinition<T, K>,
): ServerEventDefinition<T, K> {
  return definition;
}

/** Returns the schema of an answer that is no error: `ok`, and what the event adds. */
export function answered<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject({ ok: z.literal(true), ...shape });
}
