import { fail } from '@/protocol/errors';
import type { WirePlaceChange } from '@/protocol/place-changes';
import { assertAdministrator } from '@/server/accounts/policy';
import { recordAction } from '@/server/activity/audit';
import type { Actor } from '@/server/actor';
import { inOrder } from './change-places';
import { readChanges, readVersion, takeChange } from './change-store';
import type { PlacesContext } from './context';
import { deleteCampuses, removeBuildings, writePlaces } from './store';

/** Returns the newest changes of the places, newest first. Administrators only. */
export async function listPlaceChanges(
  app: PlacesContext,
  { actor }: { actor: Actor },
): Promise<WirePlaceChange[]> {
  assertAdministrator(actor);
  return readChanges(app.db);
}

/**
 * Undoes the newest change of the places: all that it changed is as before it. Administrators only. Throws `conflict` for
 * a change that is not the newest.
 */
export async function undoPlaceChange(
  app: PlacesContext,
  { actor, id }: { actor: Actor; id: number },
): Promise<void> {
  assertAdministrator(actor);
  await inOrder(app, async (client) => {
    const before = id === (await readVersion(client)) ? await takeChange(client, id) : null;
    if (!before) throw fail('conflict', 'Only the newest change can be undone, and this is not it.');
    await writePlaces(client, before.places);
    await removeBuildings(client, before.added.buildings);
    await deleteCampuses(client, before.added.campuses);
    await recordAction(client, {
      adminId: actor.userId,
      action: 'undid_place_change',
      about: before.name,
    });
    return before;
  });
  await app.places.load();
}
