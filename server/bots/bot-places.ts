import { MAX_PLACES, type WirePlaceOfBot } from '@/protocol/bots';
import { fail } from '@/protocol/errors';
import { assertAdministrator, assertUser } from '@/server/accounts/policy';
import { recordAction } from '@/server/activity/audit';
import type { Actor } from '@/server/actor';
import { buildingKey, ensureConversations } from '@/server/conversations/store/conversations';
import type { BotsContext } from './context';
import { deletePlace, findOwned, findPlaces, insertPlace, ownerOfConversation } from './place-store';
import { assertMayManage } from './policy';
import { findBot, hasBuilding } from './store';

type Context = Pick<BotsContext, 'db'>;

/** Returns the places of a bot, its building included. For the owner and administrators. Throws `not_found`. */
export async function listBotPlaces(
  app: Context,
  { actor, id }: { actor: Actor; id: string },
): Promise<WirePlaceOfBot[]> {
  await assertMayManage(app, actor, id);
  return findPlaces(app.db.pool, id);
}

/** Returns the groups and channels that the actor owns, and may let bots into. */
export async function listOwnConversations(
  app: Context,
  { actor }: { actor: Actor },
): Promise<{ id: string; name: string }[]> {
  assertUser(actor);
  return findOwned(app.db.pool, actor.userId);
}

/**
 * Lets an authorised bot hear and send in another building, which administrators decide, or in a group or a channel,
 * which its owner decides. Throws `forbidden`, `not_found`, and `conflict` when the bot has 20 places or is not authorised.
 */
export async function addBotPlace(
  app: Context,
  { actor, id, ...place }: { actor: Actor; id: string } & ({ building: string } | { conversation: string }),
): Promise<void> {
  assertUser(actor);
  if ('building' in place) assertAdministrator(actor);
  else await assertOwns(app, actor.userId, place.conversation);
  if (!(await findBot(app.db, id))) throw noSuchBot(id);
  if ('building' in place && !(await hasBuilding(app.db, place.building)))
    throw fail('not_found', `There is no building ${place.building}.`, { field: 'building' });
  await app.db.transaction(async (client) => {
    const conversationId = 'building' in place ? await roomOf(client, place.building) : place.conversation;
    if ('building' in place)
      await recordAction(client, { adminId: actor.userId, action: 'authorised_bot', about: id });
    if (!(await insertPlace(client, { botId: id, conversationId, direct: false }, MAX_PLACES)))
      throw fail('conflict', `A bot that is authorised has at most ${MAX_PLACES} places.`);
  });
}

/**
 * Takes a place from a bot. For the owner of the bot, administrators, and the owner of the group or the channel. Throws
 * `not_found`.
 */
export async function removeBotPlace(
  app: Context,
  { actor, id, conversation }: { actor: Actor; id: string; conversation: string },
): Promise<void> {
  assertUser(actor);
  const isOwner = (await ownerOfConversation(app.db.pool, conversation)) === actor.userId;
  const adminId = isOwner ? null : await assertMayManage(app, actor, id);
  await app.db.transaction(async (client) => {
    if (!(await deletePlace(client, id, conversation)))
      throw fail('not_found', 'The bot has no such place.', { field: 'conversation' });
    if (adminId !== null) await recordAction(client, { adminId, action: 'withdrew_bot', about: id });
  });
}

async function assertOwns({ db }: Context, userId: string, conversationId: string): Promise<void> {
  if ((await ownerOfConversation(db.pool, conversationId)) !== userId)
    throw fail('forbidden', 'Only the owner of a group or a channel lets a bot in.', {
      field: 'conversation',
    });
}

async function roomOf(client: Parameters<typeof ensureConversations>[0], building: string): Promise<string> {
  const key = buildingKey(building);
  const { ids } = await ensureConversations(client, [{ kind: 'building', key }]);
  return ids.get(key) as string;
}

const noSuchBot = (id: string) => fail('not_found', `There is no bot ${id}.`, { field: 'id' });
