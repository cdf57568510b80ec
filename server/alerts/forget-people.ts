import type { Db } from '@/db/client';
import { deleteOldMessages } from './store/cap-messages';
import { appendLedger } from './store/ledger';
import { NO_NUMBERS, readNumbers } from './store/numbers';
import { readReportCounts } from './store/reports';
import { deletePeopleOf, findForgettable } from './store/retention';

/** How long who was told of an ended alert is kept, in days; then the numbers remain. */
const KEPT_DAYS = 90;

/**
 * Deletes who was told of alerts that ended long ago, and old incidents, drafts and imported messages; keeps what reports
 * count, and says so in the ledger.
 */
export async function forgetPeople(db: Db): Promise<void> {
  await deleteOldMessages(db.pool, KEPT_DAYS);
  for (const id of await findForgettable(db.pool, KEPT_DAYS))
    await db.transaction(async (client) => {
      const numbers = (await readNumbers(client, [id])).get(id);
      await deletePeopleOf(client, id, {
        numbers: numbers ?? NO_NUMBERS,
        counts: await readReportCounts(client, id),
      });
      await appendLedger(client, [{ type: 'forget', alert: id }]);
    });
}
