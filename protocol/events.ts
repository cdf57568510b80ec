import type { z } from 'zod';
import type { ErrorBody, ErrorCode } from './errors';
import { alertEvents } from './events/alerts';
import { botEvents } from './events/bots';
import { conversationEvents } from './events/conversations';
import { COMMON_ERRORS } from './events/define';
import { logEvents } from './events/log';
import { messageEvents } from './events/messages';
import { peopleEvents } from './events/people';
import { presenceEvents } from './events/presence';
import { receiptEvents } from './events/receipts';
import { serverEvents } from './events/server';
import { sessionEvents } from './events/sessions';

export type { NewConversation } from './events/conversations';
export type { SyncResult } from './events/log';
export type { Address } from './events/messages';
export { serverEvents };

/** The version of the socket protocol; a client with a newer version is refused. */
export const PROTOCOL_VERSION = 1;

/** Every event that a client may send: the server answers `not_found` to any other event. */
export const clientEvents = {
  ...sessionEvents,
  ...messageEvents,
  ...logEvents,
  ...conversationEvents,
  ...receiptEvents,
  ...peopleEvents,
  ...presenceEvents,
  ...alertEvents,
  ...botEvents,
} as const;

export type ClientEvent = keyof typeof clientEvents;
type Payload<E extends ClientEvent> = (typeof clientEvents)[E]['payload'];
/** The parsed payload of an event. */
export type ClientPayload<E extends ClientEvent> = z.output<Payload<E>>;
export type ClientAnswers = { [E in ClientEvent]: z.output<(typeof clientEvents)[E]['answer']> };
/** The answer to `new_client`. */
export type Snapshot = ClientAnswers['new_client'];

/** Returns the codes of all errors that an event can answer. */
export const errorsOf = (event: ClientEvent): ErrorCode[] => [
  ...COMMON_ERRORS,
  ...clientEvents[event].errors,
];

type Ack<E extends ClientEvent> = (answer: ClientAnswers[E] | ErrorBody) => void;

export type ClientToServer = {
  [E in ClientEvent]: (payload: z.input<Payload<E>>, ack?: Ack<E>) => void;
};

export type ServerEvent = keyof typeof serverEvents;
/** The arguments of an event of the server, without an acknowledgement. */
export type ServerEventArgs<E extends ServerEvent> = z.output<(typeof serverEvents)[E]['args']>;

export type ServerToClient = {
  [E in ServerEvent]: (
    ...args: (typeof serverEvents)[E] extends { acknowledged: true }
      ? [...ServerEventArgs<E>, ack: () => void]
      : ServerEventArgs<E>
  ) => void;
};
