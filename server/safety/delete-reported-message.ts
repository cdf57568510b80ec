import { fail } from '@/protocol/errors';
import type { WireReport } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import { recordAction } from '@/server/activity/audit';
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
  const reported = await reportedMessage(app.db, id);
  if (!reported) throw fail('not_found', 'There is no report of a message with this id.', { field: 'id' });
  const { messageId } = reported;
  await changeMessage(app, actor, {
    messageId,
    find: (message) => message.entryRefs.map((ref) => ref.conversationId),
    async apply(client) {
      if (!(await redact(client, messageId, { moderated: true }))) return false;
      await recordIn(client, [{ userId: actor.userId, code: 'deleted_message' }]);
      await recordAction(client, { adminId: actor.userId, action: 'deleted_message', ...reported.subject });
      return true;
    },
  });
  return (await readReport(app.db, id)) as WireReport;
}
