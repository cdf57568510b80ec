import type { Db } from '@/db/client';
import type { WireLogEntry } from '@/protocol/messages';
import type { RoomEvent, RoomJoinedEvent } from '@/server/conversations/events';
import { entryFor } from '@/server/conversations/fan-out';
import { entryRefKey } from '@/server/conversations/store/entry-ref';
import { findReaders, readersOf, readRoster } from '@/server/conversations/store/memberships';
import type { Log } from '@/server/log';
import { createSequences } from '@/server/queue';

/** The members of rooms and the last entries that they were sent, as far as this node has delivered entries. */
export interface Rooms {
  /**
   * Delivers an entry of a room to exactly the users who may read it, each as the user may read it, in the room's
   * order. Never rejects: when the database is unavailable, the heads job makes up for the entry later.
   */
  deliver(event: RoomEvent, deliver: DeliverRoomEntry): Promise<void>;
  /**
   * Delivers an entry that this node has just committed, before the broker brings it; `deliver` then skips it once. Does
   * nothing if this or a later entry was delivered before: the broker brings it in its order.
   */
  deliverEarly(event: RoomEvent, deliver: DeliverRoomEntry): Promise<void>;
  /**
   * Adds users who joined a public channel to its known members, if these are the members before the join; otherwise the
   * members are read with the next entry. Never rejects.
   */
  noteJoined(event: RoomJoinedEvent): Promise<void>;
  /** Returns the seq of the last entry that this node delivered in the room, if it was for this user too; otherwise 0. */
  sentSeq(conversationId: string, userId: string): number;
  /** Returns the last delivered entry of each room that got one in the last `windowMs`. */
  sentWithin(windowMs: number): SentEntry[];
}

type DeliverRoomEntry = (userIds: ReadonlySet<string>, entry: WireLogEntry) => void;

/** An entry that this node delivered; `roster` is the version of the list of members whom it was for. */
interface SentEntry {
  conversationId: string;
  seq: number;
  roster: number;
}

interface Members {
  roster: number;
  userIds: ReadonlySet<string>;
}

interface Room {
  /**
   * The members as of `roster`. They are also the readers of the entries since the roster `since`, because the users who
   * joined since then may read the whole log.
   */
  members: Members & { since: number };
  /** The last delivered entry, and the users whom it was for. `at` is in milliseconds. */
  sent: (Members & { seq: number; at: number }) | null;
}

/** The maximum number of remembered rooms. */
const MAX_ROOMS = 10_000;
/** The maximum number of remembered early deliveries. One that is forgotten is repeated, which clients recognise. */
const MAX_EARLY = 10_000;

/**
 * Creates the cache of rooms. A room's roster number counts joins and leaves, and an entry carries the number at its
 * commit. While this number equals the known one, the known members are right and an entry costs no query; otherwise
 * the members are read again. The readers of an entry from before the latest change are read by its seq, so nobody
 * receives messages from before they joined or after they left [D10][D11]. For an entry that changes or replies to a
 * message, one query finds the readers who may read that message.
 */
export function createRooms({ db, log }: { db: Db; log: Pick<Log, 'warn'> }): Rooms {
  const rooms = new Map<string, Room>();
  const inSequence = createSequences();
  /** The entries that were delivered early and that the broker has not brought yet, by `entryRefKey`. */
  const early = new Set<string>();

  /** Runs the deliveries of a room one after another. Never rejects. */
  const inOrder = (conversationId: string, work: () => Promise<void>): Promise<void> =>
    inSequence(conversationId, work).catch((err) =>
      log.warn({ err }, 'an entry of a room could not be delivered'),
    );

  async function readMembers(conversationId: string): Promise<Room> {
    const { roster, userIds } = await readRoster(db, conversationId);
    const room: Room = {
      members: { roster, since: roster, userIds: new Set(userIds) },
      sent: rooms.get(conversationId)?.sent ?? null,
    };
    rooms.delete(conversationId);
    rooms.set(conversationId, room);
    if (rooms.size > MAX_ROOMS) rooms.delete(rooms.keys().next().value as string);
    return room;
  }

  async function deliver({ entry, roster, subject }: RoomEvent, give: DeliverRoomEntry): Promise<void> {
    const { seq, conversation } = entry;
    const { id } = conversation;
    const known = rooms.get(id);
    const room = known && known.members.roster >= roster ? known : await readMembers(id);
    const { members } = room;
    const readers: Members =
      members.since <= roster && roster <= members.roster
        ? members
        : { roster, userIds: new Set(await readersOf(db, id, seq)) };
    const { userIds } = readers;
    const entryRefs = [...new Set([subject, entry.replyTo])].flatMap((of) =>
      of === undefined ? [] : { conversationId: id, seq: of },
    );
    if (entryRefs.length === 0) give(userIds, entry);
    else {
      const readersByEntry = await findReaders(db.pool, entryRefs, [...userIds]);
      const groups = new Map<string, Set<string>>();
      for (const userId of userIds) {
        const key = entryRefs.map((ref) => readersByEntry.get(entryRefKey(ref))?.has(userId)).join();
        const group = groups.get(key);
        if (group) group.add(userId);
        else groups.set(key, new Set([userId]));
      }
      for (const group of groups.values()) {
        const [reader] = group as Iterable<string> as [string];
        const mayRead = (of: number) =>
          readersByEntry.get(entryRefKey({ conversationId: id, seq: of }))?.has(reader) === true;
        give(group, entryFor(entry, subject, mayRead));
      }
    }
    if (seq > (room.sent?.seq ?? 0)) room.sent = { roster: readers.roster, userIds, seq, at: Date.now() };
  }

  return {
    deliver: (event, give) =>
      inOrder(event.entry.conversation.id, async () => {
        if (!early.delete(keyOf(event))) await deliver(event, give);
      }),
    deliverEarly: (event, give) =>
      inOrder(event.entry.conversation.id, async () => {
        const { seq, conversation } = event.entry;
        if ((rooms.get(conversation.id)?.sent?.seq ?? 0) >= seq) return;
        await deliver(event, give);
        early.add(keyOf(event));
        if (early.size > MAX_EARLY) early.delete(early.keys().next().value as string);
      }),
    noteJoined: ({ conversationId, roster, userIds }) =>
      inOrder(conversationId, async () => {
        const room = rooms.get(conversationId);
        if (room?.members.roster !== roster - 1) return;
        // A copy, because the users were not sent the last entry, which refers to the former set.
        room.members = { ...room.members, roster, userIds: new Set([...room.members.userIds, ...userIds]) };
      }),
    sentSeq(conversationId, userId) {
      const sent = rooms.get(conversationId)?.sent;
      return sent?.userIds.has(userId) ? sent.seq : 0;
    },
    sentWithin(windowMs) {
      const since = Date.now() - windowMs;
      return [...rooms].flatMap(([conversationId, { sent }]) =>
        sent && sent.at >= since ? { conversationId, seq: sent.seq, roster: sent.roster } : [],
      );
    },
  };
}

const keyOf = ({ entry: { conversation, seq } }: RoomEvent) =>
  entryRefKey({ conversationId: conversation.id, seq });
