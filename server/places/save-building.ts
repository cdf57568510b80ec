import type { PoolClient } from 'pg';
import { fail, isQuadError } from '@/protocol/errors';
import type { WirePlaceChange } from '@/protocol/place-changes';
import type { BuildingShape, WireBuilding } from '@/protocol/places';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changePlaces } from './change-places';
import { compare } from './changes';
import type { PlacesContext } from './context';
import { type Places, parsePlaces } from './geojson';
import type { Building } from './geometry';
import { presentBuilding } from './present-building';
import { isRemoved } from './store';

interface Wanted {
  id: string;
  name: string;
  campus: string | null;
  shape: BuildingShape | null;
}

/**
 * Adds a building. Administrators only. Throws `conflict` for an id that a building has or had, and as `readBuilding`:
 * what refers to a removed building must not become another one's.
 */
export async function createBuilding(
  app: PlacesContext,
  { actor, ...wanted }: { actor: Actor } & Wanted,
): Promise<WireBuilding> {
  assertAdministrator(actor);
  return save(app, actor.userId, wanted, async (exists, client) => {
    if (exists || (await isRemoved(client, wanted.id)))
      throw fail('conflict', `There is or was a building ${wanted.id}. Choose another id.`, { field: 'id' });
  });
}

/** Replaces a building. Administrators only. Throws `not_found`, and as `readBuilding`. */
export async function replaceBuilding(
  app: PlacesContext,
  { actor, ...wanted }: { actor: Actor } & Wanted,
): Promise<WireBuilding> {
  assertAdministrator(actor);
  return save(app, actor.userId, wanted, (exists) => {
    if (!exists) throw unknownBuilding();
  });
}

export const unknownBuilding = () => fail('not_found', 'There is no building with this id.');

async function save(
  app: PlacesContext,
  adminId: string,
  wanted: Wanted,
  check: (exists: boolean, client: PoolClient) => void | Promise<void>,
): Promise<WireBuilding> {
  let saved: Building | undefined;
  await changePlaces(
    app,
    { kind: 'save', name: wanted.name, audit: { adminId, action: 'saved_building' } },
    async (stored, client) => {
      await check(
        stored.buildings.some(({ id }) => id === wanted.id),
        client,
      );
      saved = readBuilding(wanted, stored);
      return compare(stored, { campuses: [], buildings: [saved] });
    },
  );
  // The caller may ask for the building immediately.
  await app.places.load();
  return presentBuilding(saved as Building);
}

/** Removes a building; what refers to it stays (decision 55). Administrators only. Throws `not_found`. */
export async function removeBuilding(
  app: PlacesContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<WirePlaceChange> {
  assertAdministrator(actor);
  const name = app.places.get(id)?.name ?? id;
  const audit = { adminId: actor.userId, action: 'removed_building' } as const;
  const change = await changePlaces(app, { kind: 'remove', name, audit }, (stored) => {
    const removed = stored.buildings.filter((building) => building.id === id);
    if (removed.length === 0) throw unknownBuilding();
    return { ...compare(stored, { campuses: [], buildings: [] }), removed };
  });
  await app.places.load();
  return change as WirePlaceChange;
}

/**
 * Returns the building of a request, by the rules of an import. Throws `bad_request` with the field of the request for
 * an unknown campus and for a boundary that is not valid.
 */
function readBuilding({ id, name, campus, shape }: Wanted, stored: Places): Building {
  const round = shape?.type === 'Circle';
  const geometry = round ? { type: 'Point', coordinates: [shape.longitude, shape.latitude] } : shape;
  const properties = { id, name, campus, ...(round && { radius: shape.radius }) };
  const feature = { type: 'Feature', geometry, properties };
  try {
    const [building] = parsePlaces({ type: 'FeatureCollection', features: [feature] }, stored).buildings;
    return building as Building;
  } catch (error) {
    if (!isQuadError(error)) throw error;
    const field = error.field?.replace(/^features\.0\.(properties\.)?/, '').replace(/^geometry/, 'shape');
    if (error.field === undefined || field === undefined) throw error;
    throw fail('bad_request', error.message.replace(error.field, field), { field });
  }
}
