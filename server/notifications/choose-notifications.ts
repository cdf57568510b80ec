import type { NotificationLevel } from '@/protocol/notifications';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { notInConversation } from '@/server/conversations/policy';
import type { NotificationsContext } from './context';
import { writeChoice } from './store/settings';

/**
 * Sets how a conversation notifies the actor; what is undefined stays. `muteMinutes` counts from now, and 0 ends it.
 * Throws `forbidden` for a conversation that the actor was never in.
 */
export async function chooseNotifications(
  app: Pick<NotificationsContext, 'db'>,
  {
    actor,
    id,
    level,
    muteMinutes,
  }: {
    actor: Actor;
    id: string;
    level?: NotificationLevel | null | undefined;
    muteMinutes?: number | undefined;
  },
): Promise<void> {
  assertUser(actor);
  if (!(await writeChoice(app.db, actor.userId, id, { level, muteMinutes }))) throw notInConversation('id');
}
