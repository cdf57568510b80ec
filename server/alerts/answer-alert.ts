import type { AlertAnswer } from '@/protocol/alert-kinds';
import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AlertsContext } from './context';
import { storeConsoleChange } from './issue';
import { findAlert } from './store/alerts';
import { setAnswer } from './store/people';
import { insertTargets, settleTargets } from './store/targets';

/**
 * Stores the actor's answer to an alert; a later one replaces it, and one of a warden. `place`, with `help` only, is where
 * exactly; it is forgotten when the alert ends. Throws `not_found` for an alert that the actor was not told of, and
 * `conflict` for one that has ended, and `rate_limited`.
 */
export async function answerAlert(
  app: AlertsContext,
  { actor, id, answer, place }: { actor: Actor; id: string; answer: AlertAnswer; place?: string | undefined },
): Promise<void> {
  assertUser(actor);
  // Not the limit of messages: whoever has just written to many people can answer at once.
  app.limits.take('alertAnswer', actor.userId);
  const { userId } = actor;
  const outbox = await app.db.transaction(async (client) => {
    const helpAt = answer === 'help' ? place : undefined;
    // The end of an alert forgets where people need help, so no place may be stored after it. Other answers take no lock:
    // an end would wait for all of them.
    const alert = await findAlert(client, id, { lock: helpAt === undefined ? undefined : 'state' });
    if (alert) await settleTargets(client, [id]);
    // Who has just entered answers before it is stored that they were told, perhaps by another node.
    const entered = app.alerts.toldTo(userId).find((own) => own.alert.id === id && own.reason === 'entered');
    if (alert && entered) await insertTargets(client, alert, new Map([[userId, entered]]));
    const stored = alert && (await setAnswer(client, { alertId: id, userId, answer, place: helpAt }));
    if (!alert || !stored) throw fail('not_found', 'There is no such alert.', { field: 'id' });
    if (alert.state !== 'active') throw fail('conflict', 'This alert has ended.');
    return answer === 'help' && stored === 'changed' ? storeConsoleChange(client) : [];
  });
  app.relay.publish(outbox);
}
