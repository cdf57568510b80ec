import type { WireConversation, WireEntry, WireMessage, WirePlaceholder } from '@/protocol/messages';
import type { WireBlocks } from '@/protocol/safety';
import type { JsonValue } from '@/server/broker/broker';

/** Where a message stands in one reader's log, and how it looks there. */
export type EntryWithoutMessage = Omit<WireEntry, 'message'>;

/** A message for people, each of whom has it in logs of their own: `at` by internal user id. */
export interface MessageEvent {
  type: 'message';
  message: WireMessage;
  at: Record<string, EntryWithoutMessage[]>;
}

/** Changes of a message for people who may not read it: they learn of the seqs and of nothing else. */
export interface PlaceholderEvent {
  type: 'placeholder';
  at: Record<string, WirePlaceholder[]>;
}

/** A conversation as the one user whom the event is for has it now. */
interface ConversationEvent {
  type: 'conversation';
  conversation: WireConversation;
}

/** Whom the one user whom the event is for has blocked now. */
interface BlockedEvent {
  type: 'blocked';
  blocked: WireBlocks;
}

/** Somebody was erased: under `nobody` stands from now on what they said. */
interface ErasedEvent {
  type: 'erased';
  /** The username that they had. */
  id: string;
  nobody: { id: string; name: string };
}

/** A message in a room: the same entry for everyone who is in it, as `roster` (see the schema) says. */
export interface RoomEvent {
  type: 'room_message';
  entry: WireEntry;
  roster: number;
  /**
   * The seq of the message that a change changes, or that the message answers. Who may not read that seq, or what is
   * answered, is given what `entryFor` leaves of the entry.
   */
  subject?: number;
}

/** Why a socket is disconnected, as its client is told. */
export type RevocationReason = 'signed_out' | 'revoked' | 'unauthorised' | 'too_many';

/** What every node must hear. */
export type NodeAnnouncement =
  | RoomEvent
  | { type: 'places_changed' }
  /** Only when it could not be published: presence goes straight to the broker. */
  | { type: 'presence'; state: JsonValue }
  | {
      type: 'cut';
      what: {
        credentialId?: string;
        userId?: string;
        botId?: string;
        /** Its session was taken up by another connection, or is one too many of its user's. */
        socketId?: string;
      };
      reason: RevocationReason;
    };

/** What is for certain people. */
export type PersonalEvent = MessageEvent | PlaceholderEvent | ConversationEvent | BlockedEvent | ErasedEvent;

/** Events that tell each of these users, on all their devices, how the conversations in their views are now. */
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

/** What the outbox holds: an event and its kind of address (design: a person's queues, or every node). */
export type OutboxEvent =
  | { to: 'people'; userIds: string[]; body: PersonalEvent }
  | { to: 'nodes'; body: NodeAnnouncement };

/** An event that was committed with its cause. */
export interface OutboxRow {
  id: number;
  event: OutboxEvent;
}

/** Bodies are JSON by construction; the broker's port wants to hear it. */
export function asJson(body: object): JsonValue {
  return body as unknown as JsonValue;
}
