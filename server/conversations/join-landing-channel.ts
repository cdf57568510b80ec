import type { PoolClient } from 'pg';
import { channelKey, insertConversation, lockByKey } from './store/conversations';
import { openMemberships } from './store/memberships';
import { markJoined } from './store/read-marks';

/**
 * Makes a new user, who has no session yet, a member of the public channel in which newcomers land (null: there is
 * none), in the transaction that creates the user. Creates the channel when it is missing. Has no actor: other commands
 * call it.
 */
export async function joinLandingChannel(
  client: PoolClient,
  title: string | null,
  userId: string,
): Promise<void> {
  if (title === null) return;
  const key = channelKey(title);
  await insertConversation(client, {
    kind: 'channel',
    key,
    title,
    topic: null,
    public: true,
    buildingId: null,
    createdBy: null,
  });
  const channel = (await lockByKey(client, [key])).get(key);
  if (!channel) return;
  await openMemberships(client, channel.id, [userId], 1);
  await markJoined(client, channel.id, [userId]);
}
