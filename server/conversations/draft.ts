import type { Address } from '@/protocol/events';
import type { MessageContent, WireEntry } from '@/protocol/messages';

/** Who says something. */
export type Sender =
  | { kind: 'user'; userId: string; username: string; name: string }
  | { kind: 'bot'; botId: string };

/** Where a draft is to go: an address of the protocol, settled as far as the sender's node settles it. */
export type Destination =
  | Exclude<Address, { to: 'range' }>
  /** Those in range when it was sent, and the sender: a copy in each one's own feed. Null when there is no range. */
  | { to: 'feeds'; userIds: string[] | null }
  /** A bot's building, in which it has no membership. */
  | { to: 'room'; buildingId: string };

/** A message that is to be committed. */
export interface Draft {
  sender: Sender;
  clientId: string;
  content: MessageContent;
  /** The id of the message that it answers. */
  replyTo: string | null;
  /** Of the whole request, by `digestOf`: tells a retry from another message under the same client id. */
  digest: Buffer;
  destination: Destination;
  /** The connection that it came by, if it came by one. */
  socketId: string | null;
  /** Is told how many direct conversations begin with it; throws when that is too many. Bots begin none. */
  begin?: (count: number) => void;
  /** What an administrator may read of it. */
  activity: { message: string; buildingId?: string };
}

export interface SendResult {
  /** As the sender reads them, in order of conversation: a retry answers the same. */
  entries: WireEntry[];
  /** Logs that got the message, those that only the sender reads aside. */
  recipients: number;
  /** It was stored by an earlier send of the same. */
  replayed?: true;
}

/** The user who says something; null for a bot. */
export const userIdOf = (sender: Sender): string | null => (sender.kind === 'user' ? sender.userId : null);

/** A draft in the columns of its message. */
export function columnsOf({ sender, clientId, content, replyTo, digest }: Draft) {
  const botId = sender.kind === 'bot' ? sender.botId : null;
  return { senderId: userIdOf(sender), botId, clientId, ...content, replyTo, digest };
}
