import { fail } from '@/protocol/errors';
import type { WireBlocks } from '@/protocol/safety';
import { assertUser } from '@/server/accounts/policy';
import { bumpBlocksVersion } from '@/server/accounts/store/users';
import type { Actor } from '@/server/actor';
import { type OwnLists, readLists } from '@/server/conversations/store/lists';
import { insertOutbox } from '@/server/conversations/store/outbox';
import { usersByName } from '@/server/conversations/store/users';
import { changePresence } from '@/server/presence/change-presence';
import type { SafetyContext } from './context';
import { deleteBlock, insertBlock } from './store/blocks';

/**
 * Maximum number of users whom one user can block: every movement of the user is published to the nodes of all of them.
 */
const MAX_BLOCKED = 1_000;

/**
 * Blocks a user, or ends the block; it applies to everything sent afterwards. Delivers the new list to all devices of
 * the actor, publishes the block to every node (to hide the pair from each other), and informs nobody else. Throws
 * `not_found`, `conflict`.
 */
export async function blockUser(
  app: SafetyContext,
  { actor, username, blocked }: { actor: Actor; username: string; blocked: boolean },
): Promise<WireBlocks> {
  assertUser(actor);
  app.limits.take('message', actor.userId);
  const { userId } = actor;
  const done = await app.db.transaction(async (client) => {
    const other = (await usersByName(client, [username])).get(username);
    if (!other) throw fail('not_found', `There is no user ${username}.`, { field: 'user' });
    if (other.userId === userId) throw fail('conflict', 'You cannot block yourself.', { field: 'user' });
    await bumpBlocksVersion(client, userId);
    const block = { blockerId: userId, blockedId: other.userId };
    if (!blocked) await deleteBlock(client, block);
    else if (!(await insertBlock(client, { ...block, limit: MAX_BLOCKED })))
      throw fail('conflict', `You have blocked ${MAX_BLOCKED} people. Unblock someone first.`);
    const [{ blocked: blocks }] = (await readLists(client, [userId])) as [OwnLists];
    const body = { type: 'blocked' as const, blocked: blocks };
    return { blocks, outbox: await insertOutbox(client, [{ to: 'people', userIds: [userId], body }]) };
  });
  app.relay.publish(done.outbox);
  await changePresence(app, userId, {});
  return done.blocks;
}
