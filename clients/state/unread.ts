import type { WireEntry } from '@/protocol/messages';
import type { Conversation } from './log';
import { requestOf } from './requests';
import type { State } from './state';
import { isFromBlocked } from './views';

/** Counts of unread messages, and of those among them that mention the user. */
export interface Unread {
  count: number;
  mentions: number;
}

/** What the counts depend on, besides the conversation. */
type Reader = Pick<State, 'read' | 'you' | 'blocks'>;

const NONE: Unread = { count: 0, mentions: 0 };
/** The greatest count that is shown as a number: the server counts up to 100. */
const MAX_SHOWN = 99;

/** Returns the user's read mark: the server's, or this device's when it is further. */
export function readMarkOf(conversation: Conversation, read: State['read']): number {
  return Math.max(read[conversation.id] ?? 0, conversation.info?.read ?? 0);
}

/** Whether a message counts as unread: it is from another user, not deleted, and not from a blocked user. */
export function countsAsUnread({ message }: WireEntry, { you, blocks }: Omit<Reader, 'read'>): boolean {
  return message.from.id !== you.id && !message.deletedAt && !isFromBlocked(blocks, message);
}

/**
 * Returns the unread counts of a conversation. The server's count holds up to its head; later messages, and those
 * after a read mark of this device, are counted in the window.
 */
export function unreadIn(conversation: Conversation | null | undefined, reader: Reader): Unread {
  if (!conversation) return NONE;
  const { info, entries, from } = conversation;
  const counts = info ?? { read: 0, head: 0, unread: 0, mentions: 0 };
  const readMark = readMarkOf(conversation, reader.read);
  // The window counts from the read mark if it reaches that far back, else from the head of the server's count.
  const counted = readMark === counts.read && from > readMark + 1;
  const after = counted ? counts.head : readMark;
  let { unread: count, mentions } = counted ? counts : { unread: 0, mentions: 0 };
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as WireEntry;
    if (entry.seq <= after) break;
    if (!countsAsUnread(entry, reader)) continue;
    count++;
    if (entry.message.mentions?.some(({ id }) => id === reader.you.id)) mentions++;
  }
  return count > 0 ? { count, mentions } : NONE;
}

/** Whether the user marked the conversation as unread. The client ends that by `mark_read` when the user opens it. */
export function isMarkedUnread({ info }: Pick<Conversation, 'info'>): boolean {
  return info?.markedUnread === true;
}

/**
 * Returns the number of unread messages by conversation id; a conversation marked as unread has at least
 * one. Conversations without any, and message requests, are left out.
 */
export function unreadCounts(state: Reader & Pick<State, 'log'>): Record<string, number> {
  const unread: Record<string, number> = {};
  for (const conversation of Object.values(state.log)) {
    if (requestOf(conversation, state.you)) continue;
    const count = Math.max(unreadIn(conversation, state).count, isMarkedUnread(conversation) ? 1 : 0);
    if (count > 0) unread[conversation.id] = count;
  }
  return unread;
}

/**
 * Returns the number of unread messages in all conversations. A muted conversation counts its mentions only, and a message
 * request nothing [Q1]. A conversation marked as unread counts at least one.
 */
export function totalUnread(state: Reader & Pick<State, 'log'>): number {
  let sum = 0;
  for (const conversation of Object.values(state.log)) {
    if (requestOf(conversation, state.you)) continue;
    const { count, mentions } = unreadIn(conversation, state);
    sum += Math.max(conversation.info?.muted ? mentions : count, isMarkedUnread(conversation) ? 1 : 0);
  }
  return sum;
}

/** Returns a count of unread messages as text: exact up to 99, then "99+". */
export function shortCount(count: number): string {
  return count > MAX_SHOWN ? `${MAX_SHOWN}+` : String(count);
}
