import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PeopleContext } from './context';
import { deletePhoto } from './store';

/** Removes the actor's photo; later sign-ins bring back none. */
export async function removePhoto(app: PeopleContext, { actor }: { actor: Actor }): Promise<void> {
  assertUser(actor);
  await deletePhoto(app.db.pool, actor.userId);
}
