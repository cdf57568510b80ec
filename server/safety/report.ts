import type { Reason } from '@/protocol/reasons';
import { assertUser } from '@/server/accounts/policy';
import { recordIn } from '@/server/activity/record';
import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { SafetyContext } from './context';
import { findPerson, findReadable, insertReport } from './store/reports';

/** What is reported: a message that the reporter reads, or a person. */
export type Reported = { messageId: string } | { username: string };

/**
 * Tells the administrators of a message or a person, and keeps for them what is said there now. Reporting the same
 * message again answers the first report. Throws `not_found` for a message that the actor may not read just as for
 * one that there is not, `conflict` for one's own and for one that is deleted.
 */
export async function report(
  app: SafetyContext,
  {
    actor,
    about,
    reason,
    note,
  }: { actor: Actor; about: Reported; reason: Reason; note?: string | undefined },
): Promise<string> {
  assertUser(actor);
  app.limits.take('report', actor.userId);
  return app.db.transaction(async (client) => {
    const found =
      'messageId' in about
        ? await findReadable(client, actor.userId, about.messageId)
        : await findPerson(client, about.username);
    if (!found)
      throw 'messageId' in about
        ? fail('not_found', 'This message does not exist.', { field: 'message' })
        : fail('not_found', `There is no user ${about.username}.`, { field: 'user' });
    if (found.userId === actor.userId) throw fail('conflict', 'You cannot report yourself.');
    if (found.message?.deleted)
      throw fail('conflict', 'This message is deleted. Report the person instead.', { field: 'message' });
    const { id, made } = await insertReport(client, {
      reporterId: actor.userId,
      about: found,
      reason,
      note: note ?? null,
    });
    const message = found.message ? 'Reported a message.' : 'Reported a person.';
    if (made) await recordIn(client, [{ userId: actor.userId, message }]);
    return id;
  });
}
