import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_RANGE } from '@/protocol/fields';
import type { Movement, WirePerson } from '@/protocol/messages';
import { type Activity, type ActivityCode, legacySentence } from '@/server/activity/activity';
import {
  CENTRAL,
  CIVIL,
  FAR_LAWN,
  LAWN,
  moved,
  OUTSIDE,
  TAGUSPARK,
  TORRE_NORTE,
} from '@/tests/support/campus';
import { ask, errorOf, get, type Modern, ok, post, type TestConnection } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { type Quad, startQuad } from '@/tests/support/quad';
import { withQuad } from '@/tests/support/suite';
import type { Person } from '@/tests/support/troupe';

// Limits are on, so that the rules are tested as users meet them.
const { quad, cast } = withQuad({ env: { PRESENCE_EPOCH_SECONDS: '0' } });

const LOGGED_IN = `Logged in. Currently o${OUTSIDE.slice(1)}`;

type At = { latitude: number; longitude: number; accuracy?: number };

const seen = (movement: Movement, other: Person): WirePerson | undefined =>
  movement.people.find((person) => person.id === other.id);
const appears = (connection: TestConnection, person: Person) =>
  connection.next<[Movement]>('new_movement', (movement) => seen(movement, person) !== undefined);
const disappears = (connection: TestConnection, person: Person) =>
  connection.next<[Movement]>(
    'new_movement',
    (movement) => movement.kind === 'delta' && movement.gone.includes(person.id),
  );
const share = async (tab: Modern, at: At) => {
  ok(await tab.say('update_sharing', { sharing: true }));
  return ok(await tab.say('update_coordinates', at)).place;
};
const inRange = async (person: Person, radious: number, at: At = LAWN) =>
  (await cast.call(person, 'user/show/range', { ...at, radious })).json;

/** Creates a user who shares a position. */
async function someone(at: At): Promise<[Person, Modern]> {
  const person = await cast.person();
  const tab = await cast.modern(person);
  await share(tab, at);
  return [person, tab];
}

describe('sharing', () => {
  test('[P1] is off until it is turned on: no position is accepted, no user is found', async () => {
    const [ana, atAna] = await someone(LAWN);
    const rui = await cast.person();
    const atRui = await cast.modern(rui);
    expect(atRui.hello.you.place).toMatchObject({ sharing: false, state: 'off', building: null });
    const refused = errorOf(await atRui.say('update_coordinates', LAWN));
    expect(refused).toMatchObject({ code: 'not_located', message: expect.stringContaining('sharing') });
    expect(await inRange(ana, 1000)).toEqual([]);

    expect(ok(await atRui.say('update_sharing', { sharing: true })).place.state).toBe('waiting');
    expect(ok(await atRui.say('update_coordinates', LAWN)).place.state).toBe('outside');
    const [movement] = await appears(atAna, rui);
    expect(seen(movement, rui)).toEqual({
      id: rui.id,
      name: rui.id,
      building: null,
      declared: false,
      inBuilding: false,
      band: 'here',
    });
    expect(await inRange(ana, 1000)).toEqual([rui.id]);
  });

  test('[P5] is mutual: a user who turns it off is not found any more, and finds no user', async () => {
    const [ana, atAna] = await someone(LAWN);
    const [rui, atRui] = await someone(LAWN);
    await appears(atAna, rui);
    ok(await atRui.say('update_sharing', { sharing: false }));
    await disappears(atAna, rui);
    expect(await inRange(ana, 1000)).toEqual([]);
    expect(await inRange(rui, 1000)).toEqual([]);
    expect(errorOf(await atRui.send({ to: 'range' }, 'can you hear me?')).code).toBe('not_located');
    const [snapshot] = await atRui.next<[Movement]>(
      'new_movement',
      (m) => m.kind === 'snapshot' && !m.you.sharing,
    );
    expect(snapshot.people).toEqual([]);
  });

  test('[P12] ends when the user is offline', async () => {
    const [, atAna] = await someone(LAWN);
    const [rui, atRui] = await someone(LAWN);
    await appears(atAna, rui);
    await atRui.close();
    await disappears(atAna, rui);
  });

  test('[O9] is turned on by reporting coordinates, as in the legacy protocol', async () => {
    const rui = await cast.person();
    await cast.legacyClient(rui);
    await cast.call(rui, 'user/update/coordinates', LAWN);
    const [ana] = await someone(LAWN);
    expect(await inRange(ana, 1000)).toEqual([rui.id]);
  });
});

describe('a position', () => {
  test('[P6][N2] that implies an impossible speed is refused with a reason, and logged without coordinates', async () => {
    const [ana, tab] = await someone(TORRE_NORTE.at);
    const refused = await post(quad.url, '/API/user/update/coordinates', { ...ana, ...TAGUSPARK.at });
    expect(refused.status).toBe(422);
    expect(refused.json).toMatchObject({
      error: { code: 'implausible_movement', retryable: false, message: expect.stringMatching(/too far/i) },
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(errorOf(await tab.say('update_coordinates', FAR_LAWN)).code).toBe('implausible_movement');
    await expect.poll(() => quad.logs()).toContain('exceeds the plausible speed');
    // The users are still at their positions.
    const online = await cast.person();
    const admin = { id: online.id, token: await quad.token(online.id, { admin: true }) };
    const inside = await get(quad.url, `/API/admin/users/show/building/${TORRE_NORTE.id}`, admin.token);
    expect(inside.json).toContainEqual({ id: ana.id });
  });

  test('[P6] is checked for speed also after sharing was off for a moment', async () => {
    const [, tab] = await someone(LAWN);
    ok(await tab.say('update_sharing', { sharing: false }));
    ok(await tab.say('update_sharing', { sharing: true }));
    expect(errorOf(await tab.say('update_coordinates', FAR_LAWN)).code).toBe('implausible_movement');
  });

  test('[P1] away from the place ends sharing that was limited to the place', async () => {
    const ana = await cast.person();
    const tab = await cast.modern(ana);
    expect(ok(await tab.say('update_sharing', { sharing: true, lasting: 'here' })).place.until).toBe('here');
    ok(await tab.say('update_coordinates', LAWN));
    ok(await tab.say('update_coordinates', moved(LAWN, 190)));
    const answers = [];
    for (let metres = 380; metres < 900; metres += 190) {
      answers.push(await tab.say('update_coordinates', moved(LAWN, metres)));
    }
    expect(errorOf(answers.at(-1) as never).code).toBe('not_located');
    expect((await cast.modern(ana)).hello.you.place).toMatchObject({ sharing: false, state: 'off' });
  });

  test('[L5] of too low accuracy gives an unknown place, never a guess', async () => {
    const ana = await cast.person();
    const tab = await cast.modern(ana);
    const place = await share(tab, { ...TORRE_NORTE.at, accuracy: 400 });
    expect(place).toMatchObject({ state: 'unknown', building: null });
    const answer = await cast.call(ana, 'user/update/coordinates', { ...TORRE_NORTE.at, accuracy: 5 });
    expect(answer.text).toBe('Torre Norte');

    // Far from all buildings, but with an accuracy too low to be certain of that.
    const rui = await cast.person();
    const atRui = await cast.modern(rui);
    expect(await share(atRui, { ...FAR_LAWN, accuracy: 900 })).toMatchObject({
      state: 'unknown',
      building: null,
      findable: false,
    });
    const [eva] = await someone(FAR_LAWN);
    expect(await inRange(eva, 1000)).toEqual([]);
    ok(await atRui.say('update_coordinates', { ...FAR_LAWN, accuracy: 50 }));
    expect(await inRange(eva, 1000)).toEqual([rui.id]);
  });

  test('[S5] is limited in its rate', async () => {
    const rui = await cast.person();
    await cast.legacyClient(rui);
    const answers = [];
    // The bucket refills while it is emptied, on a slow machine by a few tokens.
    while (answers.length < 120 && answers.at(-1)?.status !== 429) {
      answers.push(await post(quad.url, '/API/user/update/coordinates', { ...rui, ...LAWN }));
    }
    expect(answers.slice(0, 30).map((each) => [each.status, each.text])).toEqual(
      Array(30).fill([200, OUTSIDE]),
    );
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect(last?.json).toMatchObject({ error: { code: 'rate_limited', retryAfter: expect.any(Number) } });
  });
});

describe('[P19] several devices of one user', () => {
  test('the device that moved last decides the location; an idle device elsewhere neither keeps it nor takes it back', async () => {
    const ana = await cast.person();
    const desk = await cast.modern(ana);
    expect(await share(desk, TAGUSPARK.at)).toMatchObject({
      device: { id: desk.hello.you.device },
      building: { id: TAGUSPARK.id },
      findable: true,
    });
    const phone = await cast.modern({ id: ana.id, token: await quad.token(ana.id) });
    expect(phone.hello.you.device).not.toBe(desk.hello.you.device);
    const byPhone = { device: { id: phone.hello.you.device }, building: { id: CIVIL.id } };
    for (const step of [0, 2, 4]) {
      const { place } = ok(await phone.say('update_coordinates', moved(CIVIL.at, step)));
      expect(place).toMatchObject(byPhone);
      expect(ok(await desk.say('update_coordinates', TAGUSPARK.at)).place).toMatchObject(byPhone);
    }
    // A reconnect, after which the other node treats the session as new.
    const again = await cast.modern(ana);
    expect(ok(await again.say('update_coordinates', { ...TAGUSPARK.at, still: true })).place).toMatchObject(
      byPhone,
    );
    // The user chooses the device.
    expect(ok(await desk.say('update_coordinates', { ...TAGUSPARK.at, take: true })).place).toMatchObject({
      device: { id: desk.hello.you.device },
      building: { id: TAGUSPARK.id },
    });
  });

  test('move the location between them a few times only', async () => {
    const ana = await cast.person();
    const places = [TORRE_NORTE.at, TAGUSPARK.at];
    const codes: string[] = [];
    for (let n = 0; n < 6; n++) {
      const tab = await cast.modern({ id: ana.id, token: await quad.token(ana.id) });
      ok(await tab.say('update_sharing', { sharing: true }));
      const answer = await tab.say('update_coordinates', places[n % 2]);
      codes.push('error' in answer ? answer.error.code : 'taken');
    }
    expect(codes).toEqual(['taken', 'taken', 'taken', 'taken', 'implausible_movement', 'taken']);
  });
});

describe('people nearby', () => {
  test('[P6] are found around the known position of the user, not that of the request', async () => {
    const [ana] = await someone(TORRE_NORTE.at);
    const [rui] = await someone(FAR_LAWN);
    expect(await inRange(ana, 200, FAR_LAWN)).toEqual([]);
    expect(await inRange(ana, 200, TORRE_NORTE.at)).toEqual([]);
    expect(await inRange(ana, MAX_RANGE, TAGUSPARK.at)).toEqual([rui.id]);
  });

  test('[P4] are found in a range of at least two cells: the smallest range equals the next one', async () => {
    const [ana] = await someone(LAWN);
    const [rui] = await someone(moved(LAWN, 60));
    expect(await inRange(ana, 0)).toEqual([rui.id]);
    expect(await inRange(ana, 128)).toEqual([rui.id]);
    expect(await inRange(ana, 5)).toEqual([rui.id]);
  });

  test('[P4] are found within 5,000 m at most, for any requested range', async () => {
    const [ana, atAna] = await someone(TORRE_NORTE.at);
    const [rui] = await someone(FAR_LAWN);
    await someone(TAGUSPARK.at);
    expect(ok(await atAna.say('update_range', { range: 40_000_000 })).place.range).toBe(MAX_RANGE);
    expect(await inRange(ana, 40_000_000)).toEqual([rui.id]);
  });

  test('[P2] do not change with steps inside a cell, however often requested', async () => {
    const [ana] = await someone(LAWN);
    const [, atRui] = await someone(moved(LAWN, 150));
    const answers = async () => {
      const all = [];
      for (const metres of [128, 160, 192, 224, 256]) all.push(await inRange(ana, metres));
      return JSON.stringify(all);
    };
    const before = await answers();
    for (const step of [2, -2, 5, -5, 10]) ok(await atRui.say('update_coordinates', moved(LAWN, 150 + step)));
    expect(await answers()).toBe(before);
  });

  test('[P7] are in an order that does not reveal distance', async () => {
    const [ana] = await someone(LAWN);
    const [far] = await someone(moved(LAWN, 180));
    const [near] = await someone(LAWN);
    const [middle] = await someone(moved(LAWN, 90));
    expect(await inRange(ana, 400)).toEqual([far.id, near.id, middle.id].toSorted());
  });

  test('[P3] small steps are not published; a change of building is, at once', async () => {
    const [ana, atAna] = await someone(LAWN);
    const [rui, atRui] = await someone(LAWN);
    await appears(atRui, ana);
    await appears(atAna, rui);
    const before = atRui.count('new_movement');
    for (const step of [3, -3, 6]) ok(await atAna.say('update_coordinates', moved(LAWN, step)));
    ok(await atAna.say('update_coordinates', TORRE_NORTE.at));
    const [movement] = await atRui.next<[Movement]>('new_movement', (m) => m.kind === 'delta');
    // They are still in range of each other, in another band.
    expect(movement.kind === 'delta' ? [...movement.gone, ...movement.people.map((p) => p.id)] : []).toEqual([
      ana.id,
    ]);
    expect(atRui.count('new_movement')).toBe(before + 1);
  });

  test('[P11] in the building: all users there, with manual choices marked', async () => {
    const [ana, atAna] = await someone(CENTRAL.at);
    const rui = await cast.person();
    const atRui = await cast.modern(rui);
    const { place } = ok(await atRui.say('declare_building', { building: CENTRAL.id }));
    expect(place).toMatchObject({
      sharing: false,
      declared: true,
      state: 'inside',
      building: { name: CENTRAL.name },
    });
    const [movement] = await appears(atAna, rui);
    expect(seen(movement, rui)).toMatchObject({
      declared: true,
      inBuilding: true,
      band: null,
      building: { id: CENTRAL.id },
    });
    expect((await cast.call(ana, 'user/show/building')).json).toEqual([{ id: rui.id }]);
    expect(await inRange(rui, 1000)).toEqual([]);
    expect(await inRange(ana, 1000)).toEqual([]);
    ok(await atRui.send({ to: 'building' }, 'hello, building'));
    await atAna.has('hello, building');

    ok(await atRui.say('declare_building', { building: null }));
    await disappears(atAna, rui);
    expect(errorOf(await atRui.say('declare_building', { building: 'no-such-place' })).code).toBe(
      'not_found',
    );
  });

  test('[L14] in the building: everyone leaves it when an administrator removes it', async () => {
    const admin = await quad.token('presence-admin', { admin: true });
    const at = { latitude: 38.76, longitude: -9.15 };
    const building = { id: 'hut', name: 'Hut', campus: null, shape: { type: 'Circle', ...at, radius: 40 } };
    expect((await post(quad.url, '/api/v1/admin/buildings', building, admin)).status).toBe(201);
    const [, atAna] = await someone(at);
    const rui = await cast.person();
    const atRui = await cast.modern(rui);
    ok(await atRui.say('declare_building', { building: 'hut' }));
    await appears(atAna, rui);
    const removal = { method: 'DELETE', headers: { authorization: `Bearer ${admin}` } };
    const told = atAna.next<[Movement]>(
      'new_movement',
      (movement) => movement.kind === 'snapshot' && movement.you.building === null,
    );
    expect((await ask(quad.url, '/api/v1/admin/buildings/hut', removal)).status).toBe(200);
    expect((await told)[0]).toMatchObject({ people: [], you: { sharing: true } });
    const again = await cast.modern(rui);
    expect(again.hello.you.place).toMatchObject({ building: null, declared: false, sharing: false });
  });

  test('[P14] in the building: a user who chose it by hand does not see users whose position put them there', async () => {
    const [ana] = await someone(CIVIL.at);
    const [rui, eva] = [await cast.person(), await cast.person()];
    const atRui = await cast.modern(rui);
    ok(await atRui.say('declare_building', { building: CIVIL.id }));
    const atEva = await cast.modern(eva);
    ok(await atEva.say('declare_building', { building: CIVIL.id }));
    await appears(atRui, eva);
    expect((await cast.call(rui, 'user/show/building')).json).toEqual([{ id: eva.id }]);
    expect((await cast.call(ana, 'user/show/building')).json).toEqual([{ id: rui.id }, { id: eva.id }]);
    expect(JSON.stringify(atRui.frames)).not.toContain(ana.id);
    // Turning sharing on is not enough; a position is needed.
    ok(await atRui.say('update_sharing', { sharing: true }));
    expect((await cast.modern(rui)).hello.people.map(({ id }) => id)).toEqual([eva.id]);
    ok(await atRui.say('update_coordinates', CIVIL.at));
    expect((await cast.modern(rui)).hello.people.map(({ id }) => id)).toEqual([ana.id, eva.id].toSorted());
  });

  test('[P5][P14][R3] in the building: its room names the visible users, and only while the user is there', async () => {
    const [ana, atAna] = await someone(CIVIL.at);
    const [rui, eva] = [await cast.person(), await cast.person()];
    const [atRui, atEva] = [await cast.modern(rui), await cast.modern(eva)];
    for (const tab of [atRui, atEva]) ok(await tab.say('declare_building', { building: CIVIL.id }));
    await appears(atAna, eva);
    const conversation = ok(await atRui.send({ to: 'building' }, 'hello')).entries[0]?.conversation.id;
    const members = async (tab: Modern) =>
      ok(await tab.say('list_members', { conversation })).members.map(({ id }) => id);
    expect(await members(atRui)).toEqual([rui.id, eva.id].toSorted());
    expect(await members(atAna)).toEqual([ana.id, rui.id, eva.id].toSorted());
    ok(await atEva.say('block', { user: rui.id, blocked: true }));
    expect(await members(atRui)).toEqual([rui.id]);
    expect(await members(atEva)).toEqual([eva.id]);
    ok(await atRui.say('declare_building', { building: null }));
    expect(errorOf(await atRui.say('list_members', { conversation })).code).toBe('forbidden');
  });

  test('[P15][S5] choices by hand are limited in number and in speed', async () => {
    const person = await cast.person();
    const tab = await cast.modern(person);
    const { pool } = await quad.db();
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM buildings ORDER BY id LIMIT 29');
    ok(await tab.say('declare_building', { building: CENTRAL.id }));
    expect(errorOf(await tab.say('declare_building', { building: TAGUSPARK.id }))).toMatchObject({
      code: 'implausible_movement',
      retryAfter: expect.any(Number),
    });
    expect((await cast.modern(person)).hello.you.place.building?.id).toBe(CENTRAL.id);
    const codes = [];
    for (const { id } of rows) {
      const answer = await tab.say('declare_building', { building: id });
      codes.push('error' in answer ? answer.error.code : 'taken');
    }
    expect(codes.filter((code) => code !== 'rate_limited').length).toBeLessThan(8);
    expect(codes.at(-1)).toBe('rate_limited');
    // A choice can always be withdrawn.
    ok(await tab.say('declare_building', { building: null }));
  });

  test('a later position replaces the chosen building', async () => {
    const rui = await cast.person();
    const tab = await cast.modern(rui);
    ok(await tab.say('declare_building', { building: CENTRAL.id }));
    const place = await share(tab, CIVIL.at);
    expect(place).toMatchObject({ declared: false, building: { name: CIVIL.name } });
  });

  test('the range is stored for the user, and applies at once', async () => {
    const [ana, atAna] = await someone(LAWN);
    const [rui] = await someone(moved(LAWN, 400));
    expect(ok(await atAna.say('update_range', { range: 128 })).place.range).toBe(128);
    expect(await inRange(ana, 128)).toEqual([]);
    ok(await atAna.say('update_range', { range: 600 }));
    await atAna.next<[Movement]>('new_movement', (m) => m.kind === 'snapshot' && seen(m, rui) !== undefined);
    expect((await cast.modern(ana)).hello.you.place.range).toBe(600);
    expect(errorOf(await atAna.say('update_range', { range: -1 }))).toMatchObject({
      code: 'bad_request',
      field: 'range',
    });
  });
});

describe('the position of users stays private', () => {
  const NAMES =
    /"(lat|lng|lon|latitude|longitude|coordinates?|cell|row|col|accuracy|distance|metres|meters|position)"/i;

  /** Returns numbers that could be a coordinate on or near this campus; the seconds of a time are not counted. */
  function telling(body: unknown): unknown[] {
    const text = JSON.stringify(body);
    const numbers = text.match(/(?<![:\d.])-?\d+\.\d{3,}/g) ?? [];
    const near = numbers.filter((n) => Math.abs(Number(n) - 38.74) < 0.1 || Math.abs(Number(n) + 9.2) < 0.2);
    return [...near, ...(text.match(NAMES) ?? [])];
  }

  test('[P7][P9] no coordinate and no distance in metres is in any answer or event, or in the log', async () => {
    const [ana, atAna] = await someone(moved(TORRE_NORTE.at, 3.217, 1.113));
    const [rui, atRui] = await someone(moved(LAWN, 7.771, -2.331));
    const replies: unknown[] = [];
    const note = async (reply: Promise<{ text: string }>) => void replies.push((await reply).text);
    ok(await atAna.say('update_range', { range: 500 }));
    ok(await atRui.say('update_range', { range: 500 }));
    await appears(atRui, ana);
    ok(await atRui.say('update_coordinates', moved(LAWN, 40)));
    ok(await atRui.send({ to: 'range' }, 'where is everybody?'));
    await atAna.has('where is everybody?');
    errorOf(await atRui.say('update_coordinates', TAGUSPARK.at));

    const admin = await quad.token('presence-admin', { admin: true });
    await note(post(quad.url, '/API/user/update/coordinates', { ...ana, ...moved(TORRE_NORTE.at, 2) }));
    await note(post(quad.url, '/API/user/update/coordinates', { ...ana, ...TAGUSPARK.at }));
    await note(post(quad.url, '/API/user/show/building', ana));
    await note(post(quad.url, '/API/user/show/range', { ...ana, ...LAWN, radious: 800 }));
    await note(get(quad.url, '/api/v1/me', ana.token));
    await note(get(quad.url, '/API/admin/users/show', admin));
    await note(get(quad.url, '/API/admin/users/show/online', admin));
    await note(get(quad.url, `/API/admin/users/show/building/${TORRE_NORTE.id}`, admin));
    await note(get(quad.url, `/API/admin/logs/show/user/${ana.id}`, admin));
    await note(get(quad.url, `/API/admin/logs/show/building/${TORRE_NORTE.id}`, admin));
    const heard = [...atAna.frames, ...atRui.frames].filter(([way]) => way === 'in');
    expect(heard.length).toBeGreaterThan(10);
    expect(heard.flatMap(telling)).toEqual([]);
    expect(JSON.parse(replies[6] as string)).toContainEqual(
      expect.objectContaining({ id: rui.id, online: 1 }),
    );
    expect(replies.flatMap(telling)).toEqual([]);

    const logs = quad.logs();
    expect(logs.match(/(?<![:\d.])(38\.7|9\.1|9\.3)\d{2,}/g) ?? []).toEqual([]);
    expect(logs).not.toContain('where is everybody?');
    for (const { token } of [ana, rui]) expect(logs).not.toContain(token);
  });

  test('[P9] no coordinate is in the database', async () => {
    await someone(moved(LAWN, 1.234, 5.678));
    const { pool } = await quad.db();
    const { rows: tables } = await pool.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('buildings', 'campuses', 'place_changes')`,
    );
    for (const { name } of tables) {
      const { rows } = await pool.query<{ row: unknown }>(`SELECT to_jsonb(t) AS row FROM "${name}" t`);
      // Users' own texts are not checked; the sample photos are not text.
      const rowTexts = rows.map(({ row }) => JSON.stringify(row).replace(/"(small|large)": ?"[^"]*"/g, ''));
      expect([
        name,
        rowTexts.flatMap((row) => row.match(/(?<![:\d.])(38\.7|9\.1|9\.3)\d{2,}/g) ?? []),
      ]).toEqual([name, []]);
    }
  });
});

describe('a location', () => {
  let short: Quad;
  beforeAll(async () => {
    const env = { PRESENCE_EPOCH_SECONDS: '0', PRESENCE_EXPIRY_SECONDS: '2', SESSION_GRACE_SECONDS: '2' };
    short = await startQuad({ env });
  });
  afterAll(() => short?.remove());

  const oneOfShort = async (id: string): Promise<[Person, Modern]> => {
    const credentials = { id, token: await short.token(id) };
    return [credentials, await cast.modern(credentials, { url: short.url })];
  };
  const untilForgotten = async ({ id }: Person) => {
    const { pool } = await short.db();
    const forgotten = `SELECT 1 FROM presences p JOIN users u ON u.id = p.user_id
      WHERE u.username = $1 AND p.building_id IS NULL`;
    await eventually(
      () => pool.query(forgotten, [id]),
      ({ rowCount }) => rowCount === 1,
    );
  };
  /** Returns the activities of a user, newest first. */
  const notesOf = async ({ id }: Person, on = short) => {
    const { pool } = await on.db();
    const { rows } = await pool.query<Extract<Activity, { code: ActivityCode }>>(
      `SELECT a.code, a.from_building AS "from", a.to_building AS "to" FROM activity a JOIN users u ON u.id = a.user_id
       WHERE u.username = $1 ORDER BY a.id DESC`,
      [id],
    );
    return rows.map((row) => legacySentence(row, 'IST'));
  };
  const movesOf = async (person: Person) =>
    (await notesOf(person)).filter((message) => message.startsWith('Moved'));

  test('[P10] expires without new reports', async () => {
    const short = await startQuad({ env: { PRESENCE_EPOCH_SECONDS: '0', PRESENCE_EXPIRY_SECONDS: '6' } });
    try {
      const ana = { id: 'expiring', token: await short.token('expiring') };
      const admin = await short.token('expiring-admin', { admin: true });
      const atAna = await cast.modern(ana, { url: short.url });
      const inCentral = async () =>
        (await get(short.url, `/API/admin/users/show/building/${CENTRAL.id}`, admin)).json;
      expect(await share(atAna, CENTRAL.at)).toMatchObject({ state: 'inside', building: { id: CENTRAL.id } });
      expect(await inCentral()).toEqual([{ id: ana.id }]);
      await atAna.next<[Movement]>('new_movement', (m) => m.kind === 'snapshot' && m.you.state === 'inside');
      await eventually(inCentral, (people) => JSON.stringify(people) === '[]');
      const lastMovement = () =>
        atAna.frames.findLast(([, event]) => event === 'new_movement')?.[2] as Movement;
      const last = await eventually(lastMovement, (m) => m.kind === 'snapshot' && m.you.state !== 'inside');
      expect(last).toMatchObject({ you: { sharing: true, state: 'waiting', building: null } });
    } finally {
      await short.remove();
    }
  });

  test('[P13] that expires is not logged as a move: neither by its age, nor with the sharing or the session', async () => {
    const [ana, atAna] = await oneOfShort('no-move-1');
    const toCentral = `Moved from: ${OUTSIDE} to: ${CENTRAL.name}`;
    await share(atAna, CENTRAL.at);
    await untilForgotten(ana);
    expect(await movesOf(ana)).toEqual([toCentral]);
    await share(atAna, CENTRAL.at);
    ok(await atAna.say('update_sharing', { sharing: false }));
    await share(atAna, { ...CENTRAL.at, accuracy: 5 });
    expect(ok(await atAna.say('update_coordinates', { ...CENTRAL.at, accuracy: 400 })).place.state).toBe(
      'unknown',
    );
    expect(await movesOf(ana)).toEqual([toCentral, toCentral, toCentral]);

    const [rui, atRui] = await oneOfShort('no-move-2');
    ok(await atRui.say('declare_building', { building: CENTRAL.id }));
    ok(await atRui.say('declare_building', { building: null }));
    const back = `Moved from: ${CENTRAL.name} to: ${OUTSIDE}`;
    expect(await movesOf(rui)).toEqual([back, toCentral]);
    ok(await atRui.say('declare_building', { building: CENTRAL.id }));
    await atRui.close();
    await untilForgotten(rui);
    expect(await notesOf(rui)).toEqual(['Logged out.', toCentral, back, toCentral, LOGGED_IN]);
  });

  test('[P1] ends with the sessions, and the consent to share lasts as long as the user chose', async () => {
    const back = async (name: string, lasting?: number | 'here' | 'off') => {
      const [person, tab] = await oneOfShort(name);
      const { place } = ok(await tab.say('update_sharing', { sharing: true, lasting }));
      ok(await tab.say('update_coordinates', CENTRAL.at));
      await tab.close();
      const { pool } = await short.db();
      const sessions = 'SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.username = $1';
      await eventually(
        () => pool.query(sessions, [person.id]),
        ({ rowCount }) => rowCount === 0,
      );
      const again = await cast.modern(person, { url: short.url });
      return { until: place.until, again, place: again.hello.you.place };
    };
    const [hour, off, here, disconnected] = await Promise.all([
      back('wish-1', 60),
      back('wish-2', 'off'),
      back('wish-3', 'here'),
      back('wish-4'),
    ]);
    const nowhere = { sharing: true, state: 'waiting', building: null, findable: false };
    expect(hour.place).toMatchObject({ ...nowhere, until: hour.until });
    expect(Math.abs(Date.parse(String(hour.until)) - Date.now() - 3_600_000)).toBeLessThan(120_000);
    expect(off.place).toMatchObject({ ...nowhere, until: 'off' });
    for (const { place } of [here, disconnected])
      expect(place).toMatchObject({ sharing: false, findable: false });
    // Without a question, the next position is accepted.
    expect(ok(await hour.again.say('update_coordinates', CENTRAL.at)).place).toMatchObject({
      findable: true,
      building: { id: CENTRAL.id },
    });
    // The sharing period ends, on every device.
    const { pool } = await short.db();
    await pool.query(
      'UPDATE presences SET sharing_until = now() FROM users u WHERE u.id = user_id AND u.username = $1',
      ['wish-1'],
    );
    await hour.again.next<[Movement]>('new_movement', (m) => m.kind === 'snapshot' && !m.you.sharing);
  });

  test('[P13] is unchanged when the user reloads the page', async () => {
    const [ana, tab] = await someone(CENTRAL.at);
    await tab.close();
    await cast.modern(ana);
    expect(await notesOf(ana, quad)).toEqual([`Moved from: ${OUTSIDE} to: ${CENTRAL.name}`, LOGGED_IN]);
  });

  test('[P3] outdoors changes at its epoch, not before', async () => {
    const slow = await startQuad({ env: { PRESENCE_EPOCH_SECONDS: '3', LIMITS: 'off' } });
    try {
      const [ana, rui] = [
        { id: 'epochs-1', token: await slow.token('epochs-1') },
        { id: 'epochs-2', token: await slow.token('epochs-2') },
      ];
      const [atAna, atRui] = [
        await cast.modern(ana, { url: slow.url }),
        await cast.modern(rui, { url: slow.url }),
      ];
      await share(atRui, LAWN);
      await share(atAna, LAWN);
      await appears(atRui, ana);
      const nextEpoch = (Math.floor(Date.now() / 3_000) + 1) * 3_000;
      ok(await atAna.say('update_coordinates', moved(LAWN, 400)));
      await disappears(atRui, ana);
      expect(Date.now()).toBeGreaterThanOrEqual(nextEpoch);
    } finally {
      await slow.remove();
    }
  });
});
