import { fail, isQuadError } from '@/protocol/errors';
import type { WirePlaceChange } from '@/protocol/place-changes';
import type { WireCampus } from '@/protocol/places';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { hasGrants } from '@/server/alerts/store/grants';
import { changePlaces } from './change-places';
import { compare } from './changes';
import type { PlacesContext } from './context';
import { type Places, parsePlaces } from './geojson';
import type { Campus } from './geometry';

/** Adds a campus with its grounds. Administrators only. Throws `conflict` for a known id, and as `readCampus`. */
export async function createCampus(
  app: PlacesContext,
  { actor, ...wanted }: { actor: Actor } & WireCampus,
): Promise<WireCampus> {
  return save(app, actor, wanted, (exists) => {
    if (exists) throw fail('conflict', `There is a campus ${wanted.id}. Choose another id.`, { field: 'id' });
  });
}

/** Replaces a campus with its grounds. Administrators only. Throws `not_found`, and as `readCampus`. */
export async function replaceCampus(
  app: PlacesContext,
  { actor, ...wanted }: { actor: Actor } & WireCampus,
): Promise<WireCampus> {
  return save(app, actor, wanted, (exists) => {
    if (!exists) throw unknownCampus();
  });
}

const unknownCampus = () => fail('not_found', 'There is no campus with this id.');

async function save(
  app: PlacesContext,
  actor: Actor,
  wanted: WireCampus,
  check: (exists: boolean) => void,
): Promise<WireCampus> {
  assertAdministrator(actor);
  const audit = { adminId: actor.userId, action: 'saved_campus' } as const;
  await changePlaces(app, { kind: 'save', name: wanted.name, audit }, (stored) => {
    check(stored.campuses.some(({ id }) => id === wanted.id));
    return compare(stored, { campuses: [readCampus(wanted, stored)], buildings: [] });
  });
  // The caller may ask for the campus immediately.
  await app.places.load();
  return wanted;
}

/**
 * Removes a campus without buildings. Administrators only. Throws `not_found`, and `conflict` for a campus with
 * buildings or
 * with rights for its alerts.
 */
export async function removeCampus(
  app: PlacesContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<WirePlaceChange> {
  assertAdministrator(actor);
  const audit = { adminId: actor.userId, action: 'removed_campus' } as const;
  const name = app.places.campuses().find((campus) => campus.id === id)?.name ?? id;
  const change = await changePlaces(app, { kind: 'remove', name, audit }, async (stored, client) => {
    const removed = stored.campuses.filter((campus) => campus.id === id);
    if (removed.length === 0) throw unknownCampus();
    // A later campus with this id would have these rights.
    if (await hasGrants(client, `campus:${id}`))
      throw fail('conflict', 'Somebody has rights for alerts of this campus. Withdraw them first.');
    if (stored.buildings.some(({ campusId }) => campusId === id))
      throw fail('conflict', 'This campus has buildings. Remove them or move them to another campus first.');
    const none = compare(stored, { campuses: [], buildings: [] });
    return { ...none, campuses: { ...none.campuses, removed } };
  });
  await app.places.load();
  return change as WirePlaceChange;
}

/**
 * Returns the campus of a request, by the rules of an import. Throws `bad_request` with the field of the request for
 * grounds that are not valid.
 */
function readCampus(wanted: WireCampus, stored: Places): Campus {
  try {
    const file = { type: 'FeatureCollection', campuses: [wanted], features: [] };
    const [campus] = parsePlaces(file, stored).campuses;
    return campus as Campus;
  } catch (error) {
    if (!isQuadError(error) || error.field === undefined) throw error;
    const field = error.field.replace(/^campuses\.0\./, '');
    throw fail('bad_request', error.message.replace(error.field, field), { field });
  }
}
