import type { Address } from '@/protocol/events';
import type { ConversationKind, MessageContent, WireEntry } from '@/protocol/messages';
import type { ActivityCode } from '@/server/activity/activity';

/** The author of a draft. */
export type Sender =
  | { kind: 'user'; userId: string; username: string; name: string }
  | { kind: 'bot'; botId: string };

/** Where a draft goes: an address of the protocol, resolved as far as the sender's node can resolve it. */
export type Destination =
  | Exclude<Address, { to: 'range' }>
  /**
   * The sender and the users in range at the time of sending; each gets a copy in their own feed. Null when the sender
   * has no range.
   */
  | { to: 'feeds'; userIds: string[] | null }
  /** The building of a bot, which has no membership there. */
  | { to: 'room'; buildingId: string };

/** A message that is not committed yet. */
export interface Draft {
  sender: Sender;
  clientId: string;
  content: MessageContent;
  /** The kinds of conversations that take attachments; none by default. */
  attachTo?: readonly ConversationKind[];
  /** The id of the message that the draft replies to. */
  replyTo: string | null;
  /**
   * The digest of the whole request (`digestOf`); distinguishes a retry from another message under the same client id.
   */
  digest: Buffer;
  destination: Destination;
  /** The time (ISO 8601) of the text that the sender's devices share, which the message carries; null when none. */
  draftAt?: string | null;
  /** The id of the socket that the draft arrived on; null when it arrived another way. */
  socketId: string | null;
  /**
   * Called with the number of direct conversations that the draft creates; throws when there are too many. Bots create
   * none.
   */
  begin?: (count: number) => void;
  /** What administrators may read about the message in the activity log. */
  activity: { code: ActivityCode } | { message: string; buildingId: string };
}

/** What a send returns. */
export interface SendResult {
  /** The entries as the sender reads them, ordered by conversation id; a retry returns the same. */
  entries: WireEntry[];
  /** The number of logs that got the message, without logs that only the sender reads. */
  recipients: number;
  /**
   * How many people got the message, besides the sender; absent for a conversation, and for a building with fewer than
   * five people.
   */
  reached?: number;
  /** An earlier send stored the message. */
  replayed?: true;
}

/** Returns the user id of a sender; null for a bot. */
export const userIdOf = (sender: Sender): string | null => (sender.kind === 'user' ? sender.userId : null);

/** Returns the draft's columns of the `messages` table, without its attachments. */
export function columnsOf({ sender, clientId, content: { text }, replyTo, digest }: Draft) {
  const botId = sender.kind === 'bot' ? sender.botId : null;
  return { senderId: userIdOf(sender), botId, clientId, text, replyTo, digest };
}
