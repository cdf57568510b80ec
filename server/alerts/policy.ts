import type { PoolClient } from 'pg';
import type { AlertRole } from '@/protocol/alert-kinds';
import type { WireArea } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor, UserActor } from '@/server/actor';
import type { Places } from '@/server/places/places';
import type { AlertsContext } from './context';
import { type Grant, grantsOf } from './store/grants';

type Client = Pick<PoolClient, 'query'>;

/** Returns the campus of a building; undefined for a building that has none or is unknown. */
type CampusOf = (buildingId: string) => string | null | undefined;

export const campusIn =
  (places: Pick<Places, 'get'>): CampusOf =>
  (id) =>
    places.get(id)?.campusId;

/** Returns whether a right for `place` covers a building. */
function coversBuilding(place: string, buildingId: string, campusOf: CampusOf): boolean {
  if (place === '' || place === `building:${buildingId}`) return true;
  const campus = campusOf(buildingId);
  return campus !== null && campus !== undefined && place === `campus:${campus}`;
}

/** Returns whether rights together cover the whole area of an alert. */
export function coversArea(
  grants: readonly Pick<Grant, 'place'>[],
  area: { campus: { id: string } | null; buildings: readonly { id: string }[] },
  campusOf: CampusOf,
): boolean {
  if (area.campus) return grants.some(({ place }) => place === '' || place === `campus:${area.campus?.id}`);
  return area.buildings.every(({ id }) => grants.some(({ place }) => coversBuilding(place, id, campusOf)));
}

/**
 * Throws `forbidden` unless the actor is a user with the sign-in of a browser: no token drafts, approves or looks people
 * up, so none can hold two rights at once, and a bot has none.
 */
function assertOfficer(actor: Actor): asserts actor is UserActor {
  assertUser(actor);
  if (actor.via !== 'sign-in')
    throw fail('forbidden', 'Alerts need a signed-in browser. A token has no rights for them.');
}

/** Returns the actor's rights of these roles. Throws `forbidden` without any, for administrators as well. */
export async function grantsFor(client: Client, actor: Actor, roles: readonly AlertRole[]): Promise<Grant[]> {
  assertOfficer(actor);
  const grants = (await grantsOf(client, actor.userId)).filter(({ role }) => roles.includes(role));
  if (grants.length === 0)
    throw fail('forbidden', 'You have no right for this. An administrator can grant it.');
  return grants;
}

/** Returns whether the rights of one role cover all of these areas. */
export function covers(
  app: Pick<AlertsContext, 'places'>,
  grants: readonly Grant[],
  areas: readonly WireArea[],
): boolean {
  const campusOf = campusIn(app.places);
  return grants.some(({ role }) => {
    const ofRole = grants.filter((grant) => grant.role === role);
    return areas.every((area) => coversArea(ofRole, area, campusOf));
  });
}

/** Returns whether one of the rights is for a place in one of the areas. */
export function touches(
  app: Pick<AlertsContext, 'places'>,
  grants: readonly Pick<Grant, 'place'>[],
  areas: readonly WireArea[],
): boolean {
  const campusOf = campusIn(app.places);
  return areas.some(({ campus, buildings }) =>
    grants.some(({ place }) => {
      if (campus === null) return buildings.some(({ id }) => coversBuilding(place, id, campusOf));
      if (place === '' || place === `campus:${campus.id}`) return true;
      return place.startsWith('building:') && campusOf(place.slice('building:'.length)) === campus.id;
    }),
  );
}

/** Throws `forbidden` unless the rights of one role cover all of these areas. */
export function assertCovers(
  app: Pick<AlertsContext, 'places'>,
  grants: readonly Grant[],
  ...areas: readonly WireArea[]
): void {
  if (!covers(app, grants, areas)) throw fail('forbidden', 'Your right does not cover all of these places.');
}

/** The ids of the places that rights are for, with which a query decides what concerns an officer. */
export interface Reach {
  /** Null: everywhere. */
  buildings: string[] | null;
  /** The buildings that no right is for, and the campuses in no part of which one is. */
  otherBuildings: string[];
  otherCampuses: string[];
}

/** Returns the places of rights. */
export function reachOf(app: Pick<AlertsContext, 'places'>, grants: readonly Pick<Grant, 'place'>[]): Reach {
  const campusOf = campusIn(app.places);
  const mine = new Set(
    grants.flatMap(({ place }) => (place.startsWith('building:') ? place.slice('building:'.length) : [])),
  );
  const otherBuildings: string[] = [];
  for (const { id } of app.places.buildings())
    if (grants.some(({ place }) => coversBuilding(place, id, campusOf))) mine.add(id);
    else otherBuildings.push(id);
  return {
    buildings: grants.some(({ place }) => place === '') ? null : [...mine],
    otherBuildings,
    otherCampuses: app.places
      .campuses()
      .filter(({ id, name }) => !touches(app, grants, [{ campus: { id, name }, buildings: [] }]))
      .map(({ id }) => id),
  };
}
