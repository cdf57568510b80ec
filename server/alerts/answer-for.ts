import type { AlertAnswer } from '@/protocol/alert-kinds';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { usersByName } from '@/server/conversations/store/users';
import { rollBuildings } from './call-roll';
import type { AlertsContext } from './context';
import { grantsFor } from './policy';
import { findAlert } from './store/alerts';
import { appendLedger } from './store/ledger';
import { setAnswer } from './store/people';
import { settleTargets } from './store/targets';

/**
 * Answers an alert for a person in the actor's buildings, marked as the warden's answer. Throws `forbidden`, `not_found`
 * for a person whom the alert does not concern there, and `conflict` for an alert that has ended.
 */
export async function answerFor(
  app: AlertsContext,
  { actor, id, user, answer }: { actor: UserActor; id: string; user: string; answer: AlertAnswer },
): Promise<void> {
  await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['warden']);
    const alert = await findAlert(client, id);
    const person = (await usersByName(client, [user])).get(user);
    if (alert) await settleTargets(client, [id]);
    const stored =
      alert &&
      person &&
      (await setAnswer(client, {
        alertId: id,
        userId: person.userId,
        answer,
        answeredBy: actor.userId,
        buildingIds: rollBuildings(app, grants, alert.areas),
      }));
    if (!stored) throw fail('not_found', 'This alert does not concern this person here.', { field: 'user' });
    if (alert.state !== 'active') throw fail('conflict', 'This alert has ended.');
    await appendLedger(client, [
      { type: 'answer_for', alert: id, user: person.userId, answer, by: actor.userId },
    ]);
  });
}
