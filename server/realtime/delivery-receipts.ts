import type { Db } from '@/db/client';
import type { WireLogEntry } from '@/protocol/messages';
import { type DeliveryReceipt, storeDeliveryReceipts } from '@/server/conversations/store/delivery-receipts';
import type { Log } from '@/server/log';

/** Notes what reached some session of a user, gathered so that a busy conversation costs one write a second. */
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
        // Noted before, or in somebody's hands just now: once more tells.
        for (const mark of marks)
          if (!mark.again && !written.has(keyOf(mark))) gather({ ...mark, again: true });
      } catch (err) {
        // Lost marks only mean that a client which keeps no log is given something twice.
        log.warn({ err }, 'delivery marks were not written');
      }
    },
  };
}
