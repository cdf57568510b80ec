import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { hashOf } from './canonical';
import type { AlertsContext } from './context';
import { assertCovers, grantsFor } from './policy';
import { findAlert } from './store/alerts';
import { appendLedger } from './store/ledger';
import { setExerciseNotes } from './store/reports';

/**
 * Records what the yearly record of tests needs of an exercise or a test, in place of an earlier record. Throws
 * `forbidden`, `not_found`, and `conflict` for a live alert.
 */
export async function recordExercise(
  app: AlertsContext,
  {
    actor,
    id,
    ...notes
  }: {
    actor: UserActor;
    id: string;
    description: string;
    followUp?: string | undefined;
    announced: boolean;
    publicised: boolean;
  },
): Promise<void> {
  await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['drafter', 'approver']);
    const alert = await findAlert(client, id, { lock: 'change' });
    if (!alert) throw fail('not_found', 'There is no such alert.', { field: 'id' });
    assertCovers(app, grants, ...alert.areas);
    if (alert.kind === 'live') throw fail('conflict', 'A live alert is no exercise.');
    await setExerciseNotes(client, id, { ...notes, by: actor.userId });
    await appendLedger(client, [
      { type: 'record_exercise', alert: id, hash: hashOf(notes), by: actor.userId },
    ]);
  });
}
