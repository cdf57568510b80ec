import type { AlertReason } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import type {
  WireConversation,
  WireDraft,
  WireEntry,
  WireMessage,
  WirePins,
  WirePlaceholder,
  WireReceipt,
} from '@/protocol/messages';
import type { WireBlocks, WireNotice } from '@/protocol/safety';
import type { JsonValue } from '@/server/broker/broker';
import type { Receipt } from './store/receipts';

/** An entry of one reader's log, without its message. */
export type EntryWithoutMessage = Omit<WireEntry, 'message'>;

/** A message for people whose logs differ: `at` has each person's entries, by internal user id. */
export interface MessageEvent {
  type: 'message';
  message: WireMessage;
  at: Record<string, EntryWithoutMessage[]>;
}

/** Changes of a message for people who may not read the message: they get the seqs alone. */
export interface PlaceholderEvent {
  type: 'placeholder';
  at: Record<string, WirePlaceholder[]>;
}

/** A conversation as the event's only recipient has it now. */
interface ConversationEvent {
  type: 'conversation';
  conversation: WireConversation;
}

/** What differs between the views of a channel that users have who have just joined it, without their drafts. */
export type OwnView = Pick<WireConversation, 'muted' | 'version'>;
/** A public channel as all these users have it. */
export type JoinedChannel = Omit<WireConversation, keyof OwnView | 'draft'>;

/**
 * A public channel for users who have just joined it; `own` has what differs between them, by internal user id. The
 * queues of all of them get the event, so it has no draft: each draft is an event of its user alone.
 */
interface JoinedEvent {
  type: 'joined';
  channel: JoinedChannel;
  own: Record<string, OwnView>;
}

/** A notice of the administration, for all devices of the user. */
interface NoticeEvent {
  type: 'notice';
  notice: WireNotice;
}

/** The event's only recipient has confirmed a notice on one device. */
interface NoticeConfirmedEvent {
  type: 'notice_confirmed';
  /** The id of the notice. */
  notice: string;
}

/** The users whom the event's only recipient has blocked now. */
interface BlockedEvent {
  type: 'blocked';
  blocked: WireBlocks;
}

/** The conversations that the event's only recipient has pinned now. */
interface PinsEvent {
  type: 'pins';
  pins: WirePins;
}

/** What the event's only recipient is writing in a conversation. */
interface DraftEvent {
  type: 'draft';
  conversation: string;
  draft: WireDraft;
}

/** What the event's only recipient may know of the other user of a direct conversation. */
interface ReceiptEvent {
  type: 'receipt';
  conversation: string;
  receipt: WireReceipt;
}

/** The event's only recipient chose whether to give and get receipts, and to tell and be told who is writing. */
interface ChoicesEvent {
  type: 'choices';
  typing: boolean;
}

/** The event's only recipient has another name now. */
interface RenamedEvent {
  type: 'renamed';
  name: string;
}

/** A user was erased. From now on the user's messages have the name `nobody`. */
interface ErasedEvent {
  type: 'erased';
  /** The username of the erased user. */
  id: string;
  nobody: { id: string; name: string };
}

/**
 * A message in a room: the entry is the same for all members; `roster` (see the schema) is the version of the member
 * list that it was written under.
 */
export interface RoomEvent {
  type: 'room_message';
  entry: WireEntry;
  roster: number;
  /**
   * The seq of the message that the entry changes or replies to. Readers who may not read that seq get the result of
   * `entryFor`.
   */
  subject?: number;
}

/** Users have joined a public channel, whose whole log they may read; `roster` is the version of the list with them. */
export interface RoomJoinedEvent {
  type: 'room_joined';
  conversationId: string;
  roster: number;
  userIds: string[];
}

/** Why a socket is disconnected, as sent to its client. */
export type RevocationReason = 'signed_out' | 'revoked' | 'unauthorised' | 'too_many' | 'suspended';

/** A user is writing in a conversation. It is not stored: a node that misses it shows nothing. */
export interface TypingEvent {
  type: 'typing';
  /** The id of the node that published it and has handled it already. */
  node: string;
  conversation: string;
  /**
   * `id` is the username, `at` in ISO 8601. `blocked` has the internal ids of those whom the user has blocked: other nodes
   * learn of a block a little later.
   */
  person: { userId: string; id: string; name: string; at: string; blocked: string[] };
}

/** An event that every node must receive. */
export type NodeEvent =
  | RoomEvent
  | TypingEvent
  | RoomJoinedEvent
  | { type: 'places_changed' }
  /** A message that may be for bots. */
  | { type: 'bot_call'; messageId: string; conversationId: string }
  /** A revision of an alert, with everyone who was ever told of it: internal ids. */
  | { type: 'alert'; alert: WireAlert; told: Partial<Record<AlertReason, string[]>> }
  /** The console of these officers changed. */
  | { type: 'alert_console'; userIds: string[] }
  /** For the sessions of these users that have no queue yet. */
  | (ErasedEvent & { userIds: string[] })
  /** Used only when the broker could not be reached: presence goes straight to the broker otherwise. */
  | { type: 'presence'; state: JsonValue }
  /** The states of several users. */
  | { type: 'presences'; states: JsonValue[] }
  | {
      type: 'cut';
      what: {
        credentialId?: string;
        userId?: string;
        botId?: string;
        /** A socket whose session moved to another connection, or that is one too many of its user. */
        socketId?: string;
      };
      reason: RevocationReason;
    };

/** An event for given users. */
export type PersonalEvent =
  | MessageEvent
  | PlaceholderEvent
  | ConversationEvent
  | JoinedEvent
  | BlockedEvent
  | NoticeEvent
  | NoticeConfirmedEvent
  | PinsEvent
  | DraftEvent
  | ReceiptEvent
  | ChoicesEvent
  | RenamedEvent
  | ErasedEvent;

/** Returns events that send each of these users, on all devices, the conversations of their view. */
export function viewEvents(
  views: ReadonlyMap<string, WireConversation[]>,
  userIds: readonly string[],
): OutboxEvent[] {
  return userIds.flatMap((userId) =>
    (views.get(userId) ?? []).map((conversation) => ({
      to: 'people' as const,
      userIds: [userId],
      body: { type: 'conversation' as const, conversation },
    })),
  );
}

/** Returns the events that deliver receipts. */
export const receiptEvents = (receipts: readonly Receipt[]): OutboxEvent[] =>
  receipts.map(({ to, ...receipt }) => ({
    to: 'people' as const,
    userIds: [to],
    body: { type: 'receipt' as const, ...receipt },
  }));

/** An event of the outbox with its kind of address (design: a person's queues, or every node). */
export type OutboxEvent =
  | { to: 'people'; userIds: string[]; body: PersonalEvent }
  | { to: 'nodes'; body: NodeEvent };

/** An event that was committed together with its cause. */
export interface OutboxRow {
  id: number;
  event: OutboxEvent;
}

/** Types an event body as JSON, which it is by construction, for the broker's port. */
export function asJson(body: object): JsonValue {
  return body as unknown as JsonValue;
}
