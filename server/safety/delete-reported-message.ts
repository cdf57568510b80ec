import { fail } from '@/protocol/errors';
import type { WireReport } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import { recordIn } from '@/server/activity/record';
import type { Actor } from '@/server/actor';
import { changeMessage } from '@/server/conversations/change-message';
import { redact } from '@/server/conversations/store/messages';
import type { SafetyContext } from './context';
import { readReport, reportedMessage } from './store/reports';

/**
 * Redacts a reported message in all its conversations; its readers see that moderation deleted it. The report keeps the
 * text until the report itself is deleted. Only a reported message can be deleted this way. Throws `not_found`.
 */
export async function deleteReportedMessage(
  app: Pick<SafetyContext, 'db' | 'relay'>,
  { actor, id }: { actor: Actor; id: string },
): Promise<WireReport> {
  assertAdministrator(actor);
  const messageId = await reportedMessage(app.db, id);
  if (messageId === null)
    throw fail('not_found', 'There is no report of a message with this id.', { field: 'id' });
  await changeMessage(app, actor, {
    messageId,
    find: (message) => message.entryRefs.map((ref) => ref.conversationId),
    async apply(client) {
      if (!(await redact(client, messageId, { moderated: true }))) return false;
      await recordIn(client, [{ userId: actor.userId, code: 'deleted_message' }]);
      return true;
    },
  });
  return (await readReport(app.db, id)) as WireReport;
}
