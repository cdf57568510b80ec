import { fail } from '@/protocol/errors';
import type { WirePlaceChange, WirePreview } from '@/protocol/place-changes';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changePlaces } from './change-places';
import { readVersion } from './change-store';
import { type Changes, compare } from './changes';
import type { PlacesContext } from './context';
import type { Places } from './geojson';
import { presentBuilding } from './present-building';
import { type ReadFile, readPlacesFile } from './read-places-file';
import { readPlaces } from './store';

interface Import {
  file: Record<string, unknown>;
  /** The file has all buildings of its campuses: others are removed. */
  complete: boolean;
}

/** Returns what an import would change. Administrators only. Throws `bad_request` with the path of the first fault. */
export async function previewImport(
  app: PlacesContext,
  { actor, ...wanted }: { actor: Actor } & Import,
): Promise<WirePreview> {
  assertAdministrator(actor);
  // Before the places: if they change in between, the import is refused.
  const version = await readVersion(app.db.pool);
  const { read, changes } = changesOf(wanted, await readPlaces(app.db.pool));
  const { added, changed, removed, unchanged, campuses } = changes;
  return {
    version,
    added: added.map(presentBuilding),
    changed: changed.map(({ before, after, parts }) => ({
      before: presentBuilding(before),
      after: presentBuilding(after),
      parts,
    })),
    removed: removed.map(presentBuilding),
    unchanged,
    campuses: {
      added: campuses.added.map(({ name }) => name),
      changed: campuses.changed.map(({ after }) => after.name),
    },
    ignored: [...read.ignored].map(([name, count]) => ({ name, count })),
    renamed: read.renamed,
  };
}

/**
 * Imports a file as its preview showed it. Administrators only. Throws `conflict` when the places have changed since the
 * preview or the file changes nothing, and `bad_request` as the preview.
 */
export async function importFile(
  app: PlacesContext,
  { actor, name, version, ...wanted }: { actor: Actor; name: string; version: number } & Import,
): Promise<WirePlaceChange> {
  assertAdministrator(actor);
  const change = await changePlaces(
    app,
    { kind: 'import', name, version, audit: { adminId: actor.userId, action: 'imported_places' } },
    (stored) => changesOf(wanted, stored).changes,
  );
  if (!change) throw fail('conflict', 'The file changes nothing.');
  await app.places.load();
  return change;
}

function changesOf({ file, complete }: Import, stored: Places): { read: ReadFile; changes: Changes } {
  const read = readPlacesFile(file, stored);
  return { read, changes: compare(stored, read, { complete }) };
}
