import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import type { PlaceChangeKind, WirePlaceChange } from '@/protocol/place-changes';
import { type AuditedAction, recordAction } from '@/server/activity/audit';
import { insertOutbox } from '@/server/conversations/store/outbox';
import { type Before, insertChange, lockChanges, readVersion } from './change-store';
import type { Changes } from './changes';
import type { PlacesContext } from './context';
import type { Places } from './geojson';
import { deleteCampuses, readPlaces, removeBuildings, writePlaces } from './store';

type ChangingContext = Pick<PlacesContext, 'db' | 'relay'>;
type Audit = Pick<AuditedAction, 'adminId' | 'action'>;

/**
 * Changes the places as `decide` says, which is given the stored places. The change is stored so that it can be undone,
 * and every node is told. `audit`: what the audit log records; missing for the operator. Returns null when nothing changes. `version`: the state of the places that the caller has seen;
 * throws `conflict` if it is another one now.
 */
export async function changePlaces(
  app: ChangingContext,
  change: { kind: PlaceChangeKind; name: string; version?: number | undefined; audit?: Audit },
  decide: (stored: Places, client: PoolClient) => Changes | Promise<Changes>,
): Promise<WirePlaceChange | null> {
  return inOrder(app, async (client) => {
    if (change.version !== undefined && change.version !== (await readVersion(client)))
      throw fail('conflict', 'The places have changed since. Look at the preview again.', {
        field: 'version',
      });
    const { added, changed, removed, campuses } = await decide(await readPlaces(client), client);
    const count = added.length + changed.length + removed.length;
    const ofCampuses = campuses.added.length + campuses.changed.length + campuses.removed.length;
    if (count + ofCampuses === 0) return null;
    await writePlaces(client, {
      campuses: [...campuses.added, ...campuses.changed.map(({ after }) => after)],
      buildings: [...added, ...changed.map(({ after }) => after)],
    });
    await removeBuildings(
      client,
      removed.map(({ id }) => id),
    );
    await deleteCampuses(
      client,
      campuses.removed.map(({ id }) => id),
    );
    const before: Before = {
      places: {
        campuses: [...campuses.changed.map((each) => each.before), ...campuses.removed],
        buildings: [...changed.map((each) => each.before), ...removed],
      },
      added: { campuses: campuses.added.map(({ id }) => id), buildings: added.map(({ id }) => id) },
    };
    if (change.audit) await recordAction(client, { ...change.audit, about: change.name });
    const counts = { added: added.length, changed: changed.length, removed: removed.length };
    return insertChange(client, { ...change, ...counts }, before);
  });
}

/** Runs a change of the places alone, in a transaction that also tells every node unless it returns null. */
export async function inOrder<T>(
  app: ChangingContext,
  work: (client: PoolClient) => Promise<T | null>,
): Promise<T | null> {
  const { result, rows } = await app.db.transaction(async (client) => {
    await lockChanges(client);
    const result = await work(client);
    if (result === null) return { result, rows: [] };
    const event = { to: 'nodes' as const, body: { type: 'places_changed' as const } };
    return { result, rows: await insertOutbox(client, [event]) };
  });
  app.relay.publish(rows);
  return result;
}
