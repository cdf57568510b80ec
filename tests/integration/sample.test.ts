import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/server/actor';
import { readConversations } from '@/server/conversations/store/views';
import { samplePeople } from '@/server/dev-fenix/people';
import { readPlaces, savePlaces } from '@/server/places/store';
import {
  createSampleConversations,
  createSampleOfficers,
  createSamplePeople,
} from '@/server/sample/create-sample';
import { SAMPLE_CONVERSATIONS } from '@/server/sample/sample-conversations';
import { type Core, startCores } from '../support/core';

let core: Core;
let remove: (() => Promise<void>) | undefined;
let people: UserActor[];
beforeAll(async () => {
  ({ core, remove } = await startCores());
  people = await createSamplePeople(core.app, samplePeople());
  await createSampleOfficers(core.app, people);
  await createSampleConversations(core.app, people);
});
afterAll(() => remove?.());

test('[N6] the sample people are there, with names and photos, and each has something to read', async () => {
  const { rows } = await core.db.pool.query<{ username: string; name: string; photo: boolean }>(
    `SELECT username, name, p.small IS NOT NULL AS photo FROM users u LEFT JOIN photos p ON p.user_id = u.id
     ORDER BY username`,
  );
  const expected = samplePeople().map(({ username, name }) => ({ username, name, photo: true }));
  expect(rows).toEqual(expected.sort((a, b) => (a.username < b.username ? -1 : 1)));
  for (const { userId, username } of people) {
    const conversations = await readConversations(core.db.pool, userId);
    const shown = conversations.filter(({ kind, last }) => kind !== 'nearby' && last !== null);
    expect([username, shown.length > 0]).toEqual([username, true]);
  }
});

test('[N6] every message was sent once, in order, under fixed ids', async () => {
  const { rows } = await core.db.pool.query<{ id: string; text: string }>(
    'SELECT client_id AS id, text FROM messages ORDER BY client_id COLLATE "C"',
  );
  const texts = SAMPLE_CONVERSATIONS.flatMap(({ key, messages }) =>
    messages.map(({ text }, n) => ({ id: `sample-${key}-${n}`, text })),
  );
  expect(rows).toEqual(texts.sort((a, b) => (a.id < b.id ? -1 : 1)));
  const reactions = SAMPLE_CONVERSATIONS.flatMap(({ messages }) =>
    messages.flatMap(({ thanks = [] }) => thanks),
  ).length;
  expect((await core.db.pool.query('SELECT count(*)::int AS n FROM reactions')).rows).toEqual([
    { n: reactions },
  ]);
});

test('[H2] two sample people can issue an alert together, and the administrator has no right for it', async () => {
  const { rows } = await core.db.pool.query<{ username: string; role: string }>(
    'SELECT u.username, g.role FROM alert_grants g JOIN users u ON u.id = g.user_id',
  );
  const of = (role: string) => rows.filter((grant) => grant.role === role).map(({ username }) => username);
  expect([of('drafter'), of('approver')]).toEqual([['ist1100001'], ['ist1100002']]);
  expect(rows.map(({ username }) => username)).not.toContain(people[0]?.username);
});

test('[L12] an import without grounds leaves those of a campus, and an empty list removes them', async () => {
  const campus = { id: 'garden', name: 'Garden', latitude: null, longitude: null };
  const tree = {
    kind: 'tree' as const,
    shape: { type: 'Point' as const, coordinates: [-9.1, 38.7] as [number, number] },
  };
  const saved = async (grounds?: (typeof tree)[]) => {
    await savePlaces(core.db, { campuses: [{ ...campus, ...(grounds && { grounds }) }], buildings: [] });
    return (await readPlaces(core.db.pool)).campuses.find(({ id }) => id === campus.id)?.grounds;
  };
  expect(await saved()).toEqual([]);
  expect(await saved([tree])).toEqual([tree]);
  expect(await saved()).toEqual([tree]);
  expect(await saved([])).toEqual([]);
});
