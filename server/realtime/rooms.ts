import type { Db } from '@/db/client';
import type { WireLogEntry } from '@/protocol/messages';
import type { RoomEvent } from '@/server/conversations/events';
import { entryFor } from '@/server/conversations/fan-out';
import { entryRefKey, findReaders, readersOf, readRoster } from '@/server/conversations/store/memberships';
import type { Log } from '@/server/log';
import { createQueue, type Queue } from '@/server/queue';

/** The members of rooms, as far as this node has needed them. */
export interface Rooms {
  /**
   * Delivers an entry of a room to exactly the users who may read it, each as the user may read it, in the room's
   * order. Never rejects: when the database is unavailable, the heads job makes up for the entry later.
   */
  deliver(event: RoomEvent, deliver: DeliverRoomEntry): Promise<void>;
}

type DeliverRoomEntry = (userIds: Iterable<string>, entry: WireLogEntry) => void;

/** The maximum number of remembered rooms. */
const MOST_ROOMS = 10_000;

/**
 * Creates the cache of room members. A room's roster number counts joins and leaves, and an entry carries the number at
 * its commit. While this number equals the known one, the known members are right and an entry costs no query;
 * otherwise the members are read again. The readers of an entry from before the latest change are read by its seq, so
 * nobody receives messages from before they joined or after they left [D10][D11]. For an entry that changes or replies
 * to a message, one query finds the readers who may read that message.
 */
export function createRooms({ db, log }: { db: Db; log: Pick<Log, 'warn'> }): Rooms {
  const known = new Map<string, { roster: number; userIds: readonly string[] }>();
  const queues = new Map<string, Queue>();

  async function readers(conversationId: string, roster: number, seq: number): Promise<readonly string[]> {
    const room = known.get(conversationId);
    if (room?.roster === roster) return room.userIds;
    if (!room || room.roster < roster) {
      const current = await readRoster(db, conversationId);
      known.delete(conversationId);
      known.set(conversationId, current);
      if (known.size > MOST_ROOMS) known.delete(known.keys().next().value as string);
      if (current.roster === roster) return current.userIds;
    }
    return readersOf(db, conversationId, seq);
  }

  async function deliver({ entry, roster, subject }: RoomEvent, give: DeliverRoomEntry): Promise<void> {
    try {
      const { id } = entry.conversation;
      const userIds = await readers(id, roster, entry.seq);
      const places = [...new Set([subject, entry.replyTo])].flatMap((seq) =>
        seq === undefined ? [] : { conversationId: id, seq },
      );
      if (places.length === 0) return give(userIds, entry);
      const readersByEntry = await findReaders(db.pool, places, userIds);
      const alike = new Map<string, string[]>();
      for (const userId of userIds) {
        const key = places.map((place) => readersByEntry.get(entryRefKey(place))?.has(userId)).join();
        const group = alike.get(key);
        if (group) group.push(userId);
        else alike.set(key, [userId]);
      }
      for (const group of alike.values()) {
        const [reader] = group as [string];
        const mayRead = (seq: number) =>
          readersByEntry.get(entryRefKey({ conversationId: id, seq }))?.has(reader) === true;
        give(group, entryFor(entry, subject, mayRead));
      }
    } catch (err) {
      log.warn({ err }, 'an entry of a room could not be delivered');
    }
  }

  return {
    deliver(event, give) {
      const { id } = event.entry.conversation;
      const queue = queues.get(id) ?? createQueue({ width: 1 });
      queues.set(id, queue);
      return queue
        .run(() => deliver(event, give))
        .finally(() => {
          if (queue.isIdle()) queues.delete(id);
        });
    },
  };
}
