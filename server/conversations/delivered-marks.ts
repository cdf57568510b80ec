import type { Db } from '@/db/client';
import { createBatchedCall } from '@/server/queue';
import { receiptEvents } from './events';
import type { Relay } from './relay';
import { insertOutbox } from './store/outbox';
import type { Reads } from './store/read-marks';
import { advanceDeliveredMarks } from './store/receipts';

/** Stores up to which seqs clients have direct conversations, and delivers the receipts. */
export interface DeliveredMarks {
  advance(delivered: { userId: string; conversations: Reads }): Promise<void>;
}

/** The maximum number of users of one transaction. */
const MAX_BATCH = 200;

/** Creates the marks; concurrent calls share a transaction. */
export function createDeliveredMarks({
  db,
  relay,
}: {
  db: Db;
  relay: Pick<Relay, 'publish'>;
}): DeliveredMarks {
  const advance = createBatchedCall<{ userId: string; conversations: Reads }, void>({
    maxBatch: MAX_BATCH,
    async run(all) {
      const outbox = await db.transaction(async (client) =>
        insertOutbox(client, receiptEvents(await advanceDeliveredMarks(client, all))),
      );
      relay.publish(outbox);
      return all.map(() => undefined);
    },
  });
  return { advance };
}
