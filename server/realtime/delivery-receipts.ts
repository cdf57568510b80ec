import type { Db } from '@/db/client';
import type { WireLogEntry } from '@/protocol/messages';
import { type DeliveryReceipt, storeDeliveryReceipts } from '@/server/conversations/store/delivery-receipts';
import type { Log } from '@/server/log';

/** Collects delivery receipts and writes them in batches, so that a busy conversation costs one write per second. */
export interface DeliveryReceipts {
  add(userId: string, entry: WireLogEntry): void;
  flush(): Promise<void>;
}

export function createDeliveryReceipts(db: Db, log: Log): DeliveryReceipts {
  let gathered = new Map<string, DeliveryReceipt & { again: boolean }>();
  const keyOf = (mark: Pick<DeliveryReceipt, 'userId' | 'conversationId'>) =>
    `${mark.userId}:${mark.conversationId}`;
  const gather = (mark: DeliveryReceipt & { again: boolean }) => {
    const seq = Math.max(mark.seq, gathered.get(keyOf(mark))?.seq ?? 0);
    gathered.set(keyOf(mark), { ...mark, seq });
  };
  return {
    add(userId, entry) {
      gather({ userId, conversationId: entry.conversation.id, seq: entry.seq, again: false });
    },
    async flush() {
      if (gathered.size === 0) return;
      const marks = [...gathered.values()];
      gathered = new Map();
      try {
        const written = new Set((await storeDeliveryReceipts(db, marks)).map(keyOf));
        // A receipt that was not written was stored before or its row was locked: a second attempt covers both cases.
        for (const mark of marks)
          if (!mark.again && !written.has(keyOf(mark))) gather({ ...mark, again: true });
      } catch (err) {
        // A lost receipt only means that a legacy client receives a message twice.
        log.warn({ err }, 'delivery receipts were not written');
      }
    },
  };
}
