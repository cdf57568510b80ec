import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AttachmentsContext } from './context';
import { discard } from './discard';
import { ownUpload } from './policy';

/** Deletes an upload of the actor. Throws `not_found`, and `conflict` when a message carries it. */
export async function removeAttachment(
  app: AttachmentsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  if (!(await discard(app, await ownUpload(app, actor, id))))
    throw fail('conflict', 'A message carries it. Delete the message instead.');
}
