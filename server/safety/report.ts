import { fail } from '@/protocol/errors';
import type { Reason } from '@/protocol/reasons';
import { assertUser } from '@/server/accounts/policy';
import { recordIn } from '@/server/activity/record';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { findPerson, findReadable, insertReport } from './store/reports';

/** What is reported: a message that the reporter can read, or a user. */
export type Reported = { messageId: string } | { username: string };

/**
 * Reports a message or a user to the administrators and stores a copy of the text as it is now. Returns the id of the
 * first report when the same user reported the same message before. Throws `not_found` for a message that the actor may
 * not read as well as for one that does not exist, `conflict` for the actor's own message and for a deleted one.
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
    const { id, created } = await insertReport(client, {
      reporterId: actor.userId,
      about: found,
      reason,
      note: note ?? null,
    });
    const code = found.message ? 'reported_message' : 'reported_person';
    if (created) await recordIn(client, [{ userId: actor.userId, code }]);
    return id;
  });
}
