import { describe, expect, test } from 'vitest';
import type { WireBuilding } from '@/protocol/places';
import type { UserActor } from '@/server/actor';
import { registerBot } from '@/server/bots/register-bot';
import { listPublicChannels } from '@/server/conversations/store/conversations';
import { importFile, previewImport } from '@/server/places/import-file';
import { createPlaces } from '@/server/places/places';
import { createBuilding, removeBuilding, replaceBuilding } from '@/server/places/save-building';
import { createCampus, removeCampus, replaceCampus } from '@/server/places/save-campus';
import { showBuildingUse } from '@/server/places/show-building-use';
import { savePlaces } from '@/server/places/store';
import { listPlaceChanges, undoPlaceChange } from '@/server/places/undo-place-change';
import { createBuildingCounts } from '@/server/presence/building-counts';
import { changePresence } from '@/server/presence/change-presence';
import { createCountKeeper } from '@/server/presence/count-keeper';
import { forgetCounts } from '@/server/presence/count-store';
import { findInRemovedBuildings, leaveRemovedBuilding } from '@/server/presence/leave-removed-building';
import { showDayCounts } from '@/server/presence/show-day-counts';
import type { PresenceState } from '@/server/presence/store';
import { withCores } from '../support/suite';

const { core } = withCores();

const administrator = async (): Promise<UserActor> => ({ ...(await core.person()), administrator: true });
/** Returns the application with the stored places. */
async function world() {
  const places = createPlaces(core.db);
  await places.load();
  return { app: { ...core.app, places }, places, actor: await administrator() };
}
type World = Awaited<ReturnType<typeof world>>;
const circle = { type: 'Circle' as const, latitude: 38.73, longitude: -9.13, radius: 30 };
const feature = (id: string, name: string, properties: object = {}) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [-9.13, 38.73] },
  properties: { id, name, radius: 30, ...properties },
});
const collection = (campus: string, ...features: object[]) => ({
  type: 'FeatureCollection',
  campuses: [{ id: campus, name: `Campus ${campus}`, latitude: 38.73, longitude: -9.13 }],
  features,
});
const names = (buildings: WireBuilding[]) => buildings.map(({ name }) => name);
async function imported({ app, actor }: World, file: Record<string, unknown>, complete = false) {
  const { version } = await previewImport(app, { actor, file, complete });
  return importFile(app, { actor, file, complete, version, name: 'campus.geojson' });
}
const onCampus = ({ places }: World, campus: string) =>
  places.buildings().flatMap((building) => (building.campusId === campus ? [building.name] : []));

describe('[L13] an import', () => {
  test('is previewed by what it adds, changes and removes, and does exactly that', async () => {
    const here = await world();
    const { app, actor } = here;
    const first = collection(
      'one',
      feature('a', 'A', { campus: 'one' }),
      feature('b', 'B', { campus: 'one' }),
    );
    expect(await previewImport(app, { actor, file: first, complete: false })).toMatchObject({
      added: [{ id: 'a' }, { id: 'b' }],
      campuses: { added: ['Campus one'], changed: [] },
    });
    expect(onCampus(here, 'one')).toEqual([]);
    await imported(here, first);
    expect(onCampus(here, 'one')).toEqual(['A', 'B']);

    const later = collection(
      'one',
      feature('b', 'Better', { campus: 'one', radius: 40 }),
      feature('c', 'C', { campus: 'one' }),
    );
    const partial = await previewImport(app, { actor, file: later, complete: false });
    expect(partial).toMatchObject({
      added: [{ id: 'c' }],
      changed: [
        {
          before: { name: 'B', radius: 30 },
          after: { name: 'Better', radius: 40 },
          parts: ['name', 'boundary'],
        },
      ],
      removed: [],
      campuses: { added: [], changed: [] },
    });
    const complete = await previewImport(app, { actor, file: later, complete: true });
    expect(names(complete.removed)).toEqual(['A']);
    expect(await imported(here, later, true)).toMatchObject({
      kind: 'import',
      added: 1,
      changed: 1,
      removed: 1,
    });
    expect(onCampus(here, 'one')).toEqual(['Better', 'C']);
    const again = await previewImport(app, { actor, file: later, complete: true });
    expect(again).toMatchObject({ added: [], changed: [], removed: [], unchanged: 2 });
  });

  test('is refused when the places have changed since its preview, and when it changes nothing', async () => {
    const here = await world();
    const { app, actor } = here;
    const file = collection('stale', feature('stale-a', 'A', { campus: 'stale' }));
    const { version } = await previewImport(app, { actor, file, complete: false });
    await createBuilding(app, { actor, id: 'between', name: 'Between', campus: null, shape: circle });
    const options = { actor, file, complete: false, name: 'stale.geojson' };
    await expect(importFile(app, { ...options, version })).rejects.toMatchObject({ code: 'conflict' });
    await imported(here, file);
    const seen = await previewImport(app, { actor, file, complete: false });
    await expect(importFile(app, { ...options, version: seen.version })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('[L6] a file with a fault is refused with its place', async () => {
    const { app, actor } = await world();
    const file = collection('bad', feature('bad-a', 'A', { radius: -1 }));
    await expect(previewImport(app, { actor, file, complete: false })).rejects.toMatchObject({
      code: 'bad_request',
      field: 'features.0.properties.radius',
    });
  });
});

test('[L12][L13] a campus is drawn with its grounds, changed, and removed once it has no buildings', async () => {
  const here = await world();
  const { app, actor } = here;
  const campus = () => here.places.campuses().find(({ id }) => id === 'drawn');
  const path = {
    kind: 'path' as const,
    shape: {
      type: 'LineString' as const,
      coordinates: [[-9.13, 38.73] as [number, number], [-9.129, 38.73] as [number, number]],
    },
    width: 3,
  };
  const drawn = { id: 'drawn', name: 'Drawn', latitude: 38.73, longitude: -9.13, grounds: [path] };
  await createCampus(app, { actor, ...drawn });
  expect(campus()).toEqual(drawn);
  await expect(createCampus(app, { actor, ...drawn, name: 'Of another page' })).rejects.toMatchObject({
    code: 'conflict',
    field: 'id',
  });
  await replaceCampus(app, { actor, ...drawn, name: 'Redrawn', grounds: [] });
  expect(campus()).toMatchObject({ name: 'Redrawn', grounds: [] });
  const [change] = await listPlaceChanges(app, { actor });
  await undoPlaceChange(app, { actor, id: change?.id as number });
  expect(campus()).toEqual(drawn);

  const bad = {
    ...path,
    shape: { ...path.shape, coordinates: [path.shape.coordinates[0] as [number, number]] },
  };
  await expect(replaceCampus(app, { actor, ...drawn, grounds: [bad] })).rejects.toMatchObject({
    code: 'bad_request',
    field: expect.stringMatching(/^grounds\.0/),
  });
  await createBuilding(app, { actor, id: 'on-drawn', name: 'On it', campus: 'drawn', shape: circle });
  await expect(removeCampus(app, { actor, id: 'drawn' })).rejects.toMatchObject({ code: 'conflict' });
  await removeBuilding(app, { actor, id: 'on-drawn' });
  const removal = await removeCampus(app, { actor, id: 'drawn' });
  expect(campus()).toBeUndefined();
  await undoPlaceChange(app, { actor, id: removal.id });
  expect(campus()).toEqual(drawn);
  await expect(removeCampus(app, { actor, id: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(replaceCampus(app, { actor, ...drawn, id: 'nowhere' })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(
    replaceCampus(app, { actor: { ...actor, administrator: false }, ...drawn }),
  ).rejects.toMatchObject({ code: 'forbidden' });
});

describe('[L13] the newest change', () => {
  test('is undone: what it added goes, what it changed or removed is as before, and then the one before it', async () => {
    const here = await world();
    const { app, actor } = here;
    const lawn = { kind: 'tree', shape: { type: 'Point', coordinates: [-9.13, 38.73] } };
    const first = collection(
      'two',
      feature('2a', 'A', { campus: 'two' }),
      feature('2b', 'B', { campus: 'two' }),
    );
    const grown = { ...first, campuses: [{ ...first.campuses[0], grounds: [lawn] }] };
    await imported(here, grown);
    const before = [here.places.campuses(), here.places.buildings()];
    const file = collection(
      'two',
      feature('2b', 'Better', { campus: 'two' }),
      feature('2c', 'C', { campus: 'two' }),
    );
    const renamed = {
      ...file,
      campuses: [
        { id: 'two', name: 'Renamed', grounds: [] },
        { id: 'new', name: 'New' },
      ],
    };
    const change = await imported(here, renamed, true);
    await expect(undoPlaceChange(app, { actor, id: change.id - 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await listPlaceChanges(app, { actor }))[0]).toEqual(change);
    await undoPlaceChange(app, { actor, id: change.id });
    expect([here.places.campuses(), here.places.buildings()]).toEqual(before);
    await expect(undoPlaceChange(app, { actor, id: change.id })).rejects.toMatchObject({ code: 'conflict' });
    const [earlier] = await listPlaceChanges(app, { actor });
    await undoPlaceChange(app, { actor, id: earlier?.id ?? 0 });
    expect(onCampus(here, 'two')).toEqual([]);
    expect(here.places.campuses().map(({ id }) => id)).not.toContain('two');
  });

  test('tells every node, and only the newest twenty are kept', async () => {
    const here = await world();
    const { app, actor } = here;
    for (let n = 0; n < 21; n++) {
      core.relayed.length = 0;
      const id = `kept-${n % 2}`;
      const save = n < 2 ? createBuilding : replaceBuilding;
      await save(app, { actor, id, name: `Kept ${n}`, campus: null, shape: circle });
      expect(core.relayed.map(({ event }) => event.body)).toEqual([{ type: 'places_changed' }]);
    }
    const changes = await listPlaceChanges(app, { actor });
    expect(changes).toHaveLength(20);
    expect(changes[0]).toMatchObject({ kind: 'save', name: 'Kept 20', changed: 1 });
  });
});

describe('[L13] a building', () => {
  test('is added and replaced by the rules of an import, under an id of its own', async () => {
    const { app, actor } = await world();
    const square = [
      [-9.14, 38.73],
      [-9.139, 38.73],
      [-9.139, 38.731],
      [-9.14, 38.731],
      [-9.14, 38.73],
    ] as [number, number][];
    const shape = { type: 'Polygon' as const, coordinates: [square] };
    const building = { actor, id: 'drawn', name: 'Drawn', campus: null, shape };
    expect(await createBuilding(app, building)).toMatchObject({ id: 'drawn', boundary: shape });
    await expect(createBuilding(app, building)).rejects.toMatchObject({ code: 'conflict', field: 'id' });
    const known = { ...building, shape: circle };
    expect(await replaceBuilding(app, known)).toMatchObject({ id: 'drawn', radius: 30, boundary: null });
    await expect(replaceBuilding(app, { ...known, id: 'unknown' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(replaceBuilding(app, { ...known, campus: 'nowhere' })).rejects.toMatchObject({
      code: 'bad_request',
      field: 'campus',
    });
    const bow = [
      [-9.14, 38.73],
      [-9.139, 38.731],
      [-9.139, 38.73],
      [-9.14, 38.731],
      [-9.14, 38.73],
    ] as [number, number][];
    const crossing = { type: 'Polygon' as const, coordinates: [bow] };
    await expect(replaceBuilding(app, { ...building, shape: crossing })).rejects.toMatchObject({
      code: 'bad_request',
      field: expect.stringMatching(/^shape\.coordinates/),
      message: expect.stringContaining('crosses itself'),
    });
  });

  test('[L14] is removed with what refers to it said before, which stays and comes back with it', async () => {
    const { app, actor } = await world();
    const owner = await core.person();
    await createBuilding(app, { actor, id: 'gone', name: 'Gone', campus: null, shape: circle });
    await registerBot(app, { actor: owner, id: 'gone-bot', buildingId: 'gone' });
    await app.commands.createConversation({
      actor: owner,
      wanted: { kind: 'channel', title: 'In the gone', public: true, building: 'gone' },
    });
    expect(await showBuildingUse(app, { actor, id: 'gone' })).toMatchObject({
      building: { name: 'Gone' },
      people: 0,
      bots: ['gone-bot'],
      channels: 1,
      messages: 0,
    });
    const change = await removeBuilding(app, { actor, id: 'gone' });
    expect(change).toMatchObject({ kind: 'remove', name: 'Gone', removed: 1 });
    await expect(showBuildingUse(app, { actor, id: 'gone' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(removeBuilding(app, { actor, id: 'gone' })).rejects.toMatchObject({ code: 'not_found' });
    // Another building of that name must not take over what belonged to the removed one.
    await expect(
      createBuilding(app, { actor, id: 'gone', name: 'Gone', campus: null, shape: circle }),
    ).rejects.toMatchObject({ code: 'conflict', field: 'id' });
    await expect(
      registerBot(app, { actor: owner, id: 'late-bot', buildingId: 'gone' }),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
    const channel = async () =>
      (await listPublicChannels(core.db.pool, owner.userId, { limit: 1_000 })).find(
        ({ title }) => title === 'In the gone',
      );
    expect(await channel()).toMatchObject({ building: null });
    await undoPlaceChange(app, { actor, id: change.id });
    expect(await showBuildingUse(app, { actor, id: 'gone' })).toMatchObject({
      bots: ['gone-bot'],
      channels: 1,
    });
    expect(await channel()).toMatchObject({ building: { id: 'gone' } });
  });
});

test('[L14] a user without a session leaves a building that was removed', async () => {
  const { app, actor } = await world();
  const ana = await core.person();
  await createBuilding(app, { actor, id: 'left', name: 'Left', campus: null, shape: circle });
  await changePresence(app, ana.userId, { buildingId: 'left', declared: true });
  const there = async () =>
    (await findInRemovedBuildings(core.db)).filter(({ userId }) => userId === ana.userId);
  expect(await there()).toEqual([]);
  expect(await leaveRemovedBuilding(app, ana.userId)).toBe(false);
  await removeBuilding(app, { actor, id: 'left' });
  expect(await there()).toEqual([{ userId: ana.userId, online: false }]);
  expect(await leaveRemovedBuilding(app, ana.userId)).toBe(true);
  expect(await there()).toEqual([]);
});

test('[P23] the highest count of each quarter of an hour is kept, from five people up, and forgotten after its time', async () => {
  const { app, actor } = await world();
  await savePlaces(core.db, {
    campuses: [],
    buildings: [
      { id: 'busy', name: 'Busy', campusId: null, latitude: 1, longitude: 1, radius: 9, polygon: null },
    ],
  });
  await app.places.load();
  const start = Math.floor(Date.now() / 900_000) * 900_000 - 3_600_000;
  let now = start;
  let people: Record<string, number> = {};
  const online = () =>
    Object.entries(people).flatMap(([buildingId, count]) =>
      Array<PresenceState>(count).fill({ buildingId, declared: false } as PresenceState),
    );
  const keeper = () => {
    const registry = { online };
    const buildingCounts = createBuildingCounts({ registry, epochMs: 60_000, now: () => now });
    return createCountKeeper({ db: core.db, buildingCounts });
  };
  // Two nodes, which count the same.
  const nodes = [keeper(), keeper()];
  const counted = (minute: number, counts: Record<string, number>) =>
    core.statements(async () => {
      now = start + minute * 60_000;
      people = counts;
      for (const keep of nodes) await keep();
    });
  expect(await counted(0, { busy: 4 })).toBe(0);
  expect(await counted(1, { busy: 6, quiet: 4 })).toBe(2);
  expect(await counted(2, { busy: 6 })).toBe(0);
  expect(await counted(3, { busy: 5 })).toBe(0);
  expect(await counted(4, { busy: 9 })).toBe(2);
  expect(await counted(15, { busy: 7 })).toBe(2);
  expect(await counted(30, { busy: 3 })).toBe(0);
  const from = new Date(start + 60_000).toISOString();
  const day = await showDayCounts(app, { actor, from });
  expect(day).toMatchObject({ from: new Date(start).toISOString(), minutes: 15 });
  expect(day.buildings).toEqual([{ id: 'busy', name: 'Busy', people: [9, 7, ...Array(98).fill(null)] }]);
  await core.db.pool.query(`UPDATE building_counts SET at = at - interval '31 days'`);
  await forgetCounts(core.db, 30);
  expect((await showDayCounts(app, { actor, from })).buildings).toEqual([]);
  const shown = showDayCounts(app, { actor: await core.person(), from });
  await expect(shown).rejects.toMatchObject({ code: 'forbidden' });
});
