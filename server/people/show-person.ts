import { fail } from '@/protocol/errors';
import type { WireCard } from '@/protocol/people';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PeopleContext } from './context';
import { findPerson } from './store';

/**
 * Returns a user's card as the actor may know it. A user whom the actor may not see, as after a block, looks like one
 * without photo, line and place. Throws `not_found`.
 */
export async function showPerson(
  app: PeopleContext,
  { actor, username }: { actor: Actor; username: string },
): Promise<WireCard> {
  assertUser(actor);
  app.limits.take('search', actor.userId);
  const person = await findPerson(app.db, actor, username);
  if (!person) throw fail('not_found', `There is no user ${username}.`);
  const { userId, name, guest, about, photo, visible, channels } = person;
  const seen = app.registry.seenBy(actor.userId, userId);
  const shown = visible || seen !== null;
  return {
    id: person.username,
    name,
    guest,
    photo: shown ? photo : null,
    about: shown ? about : null,
    nearby: seen && {
      building: seen.building,
      declared: seen.declared,
      inBuilding: seen.inBuilding,
      band: seen.band,
    },
    channels,
  };
}
