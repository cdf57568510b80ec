import type { WireEntry, WireLogEntry, WireMessage, WirePlaceholder } from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';
import type { SendResult } from './draft';
import type { EntryWithoutMessage, OutboxEvent } from './events';
import { type LockedConversation, partsOfKey } from './store/conversations';
import { conversationFor, type EntryRow, presentEntry } from './store/entries';
import { entryRefKey } from './store/entry-ref';
import type { Member } from './store/memberships';

/** The maximum number of users of one event: the broker's limit on copies of one publish. */
const PEOPLE_PER_EVENT = 100;

/** An entry that was just written, under the lock of its conversation. */
export interface AppendedEntry {
  conversation: LockedConversation;
  at: Omit<EntryWithoutMessage, 'conversation'>;
  /** The seq of the message that the entry changes or replies to. */
  subject?: number | undefined;
}

/**
 * Returns the entry as a reader may see it; `mayRead` tells whether the reader may read a seq. A change of an
 * unreadable message becomes a placeholder. A reply to an unreadable message loses its `replyTo`.
 */
export function entryFor(
  entry: WireEntry,
  subject: number | undefined,
  mayRead: (seq: number) => boolean,
): WireLogEntry {
  const { conversation, seq, change, replyTo, ...rest } = entry;
  if (change && subject !== undefined && !mayRead(subject)) return { conversation, seq, change };
  if (replyTo === undefined || mayRead(replyTo)) return entry;
  return { conversation, seq, ...rest, ...(change && { change }) };
}

/** Rooms: their entries are published once to every node, not to each person. */
const isRoom = (kind: LockedConversation['kind']) => kind === 'building' || kind === 'channel';
/** Kinds whose entries are published to each member; the writers look the members up under the lock. */
export const hasMembers = (kind: LockedConversation['kind']) => kind === 'direct' || kind === 'group';

/**
 * Decides who receives a message and what its author reads of it. Returns one event to every node for each room, one
 * event for all readers of the other conversations (in batches), and the result for the sender. `subjectReaders` has,
 * for each group, the users who may read the message that the entry changes or replies to, as `findReaders` returns
 * them.
 */
export function fanOut(
  message: WireMessage,
  appended: AppendedEntry[],
  members: Map<string, Member[]>,
  author: string | null,
  subjectReaders: ReadonlyMap<string, ReadonlySet<string>>,
): { events: OutboxEvent[]; sent: SendResult } {
  const events: OutboxEvent[] = [];
  const entries: WireEntry[] = [];
  const copies = new Map<string, EntryWithoutMessage[]>();
  const placeholders = new Map<string, WirePlaceholder[]>();
  let recipients = 0;
  for (const { conversation, at, subject } of appended) {
    if (isRoom(conversation.kind)) {
      const entry = { conversation: conversationFor({ ...conversation, two: null }, null), ...at, message };
      const { roster } = conversation;
      const about = subject !== undefined && { subject };
      events.push({ to: 'nodes', body: { type: 'room_message', entry, roster, ...about } });
      entries.push(entry);
      recipients += 1;
      continue;
    }
    // A bot reads no entry: it gets the message, for its id.
    if (author === null)
      entries.push({ conversation: conversationFor({ ...conversation, two: null }, null), ...at, message });
    const readers = readersOf(conversation, members);
    // Groups are the only kind outside rooms with members who joined after the first entry.
    const mayRead = (userId: string) => (seq: number) =>
      conversation.kind !== 'group' ||
      subjectReaders.get(entryRefKey({ conversationId: conversation.id, seq }))?.has(userId) === true;
    for (const { userId, conversation: named } of readers) {
      const entry = entryFor({ conversation: named, ...at, message }, subject, mayRead(userId));
      if (isShown(entry)) {
        const { message: _, ...rest } = entry;
        add(copies, userId, rest);
      } else add(placeholders, userId, entry);
    }
    if (conversation.kind === 'group' || readers.some(({ userId }) => userId !== author)) recipients += 1;
  }
  if (author !== null) entries.push(...(copies.get(author) ?? []).map((at) => ({ ...at, message })));
  for (const batch of chunks([...copies], PEOPLE_PER_EVENT)) {
    events.push({
      to: 'people',
      userIds: batch.map(([userId]) => userId),
      body: { type: 'message', message, at: Object.fromEntries(batch) },
    });
  }
  for (const batch of chunks([...placeholders], PEOPLE_PER_EVENT)) {
    events.push({
      to: 'people',
      userIds: batch.map(([userId]) => userId),
      body: { type: 'placeholder', at: Object.fromEntries(batch) },
    });
  }
  entries.sort((a, b) => (a.conversation.id < b.conversation.id ? -1 : 1));
  return { events, sent: { entries, recipients } };
}

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/**
 * Returns the readers of a conversation that is not a room, each with the conversation as the reader's log names it.
 */
function readersOf(
  conversation: LockedConversation,
  members: Map<string, Member[]>,
): { userId: string; conversation: WireEntry['conversation'] }[] {
  const { id, kind, key } = conversation;
  if (kind === 'nearby')
    return [{ userId: partsOfKey(key)[0] as string, conversation: { id, kind, with: null } }];
  const all = members.get(id) ?? [];
  const two = Object.fromEntries(all.map(({ userId, username }) => [userId, username]));
  return all.map(({ userId }) => ({
    userId,
    conversation: conversationFor({ ...conversation, two }, userId),
  }));
}

/** Returns the same result for a message that is already in the log; `rows` are all its entries. */
export function sentAs(author: string | null, rows: EntryRow[]): SendResult & { replayed: true } {
  const ownFeed = (row: EntryRow) => row.kind === 'nearby' && partsOfKey(row.key)[0] === author;
  const alone = (row: EntryRow) =>
    ownFeed(row) || (row.kind === 'direct' && partsOfKey(row.key).every((id) => id === author));
  return {
    entries: rows
      .filter((row) => row.kind !== 'nearby' || ownFeed(row))
      .map((row) => presentEntry(row, author)),
    recipients: rows.filter((row) => !alone(row)).length,
    replayed: true,
  };
}

function chunks<T>(items: T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < items.length; i += size) parts.push(items.slice(i, i + size));
  return parts;
}
