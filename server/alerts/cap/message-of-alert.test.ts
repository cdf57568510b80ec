import { expect, test } from 'vitest';
import { ALERT_KINDS, type AlertKind, type AlertType } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import type { Building } from '@/server/places/geometry';
import { checkOwnMessage } from '@/tests/support/own-cap-message';
import { BUILT_IN } from '../templates/built-in';
import { render } from '../templates/render';
import { writeFeed } from './feed';
import { isMessage, messageOfAlert } from './message-of-alert';
import { parseMessage } from './parse-message';
import { readXml } from './read-xml';
import { writeMessage } from './write-message';

const at = (minute: number) =>
  new Date(Date.parse('2026-11-30T08:00:00.700Z') + minute * 60_000).toISOString();
const corners = (count: number) =>
  Array.from({ length: count }, (_, n): [number, number] => {
    const angle = (2 * Math.PI * (n % (count - 1))) / (count - 1);
    return [-9.139 + 0.0005 * Math.cos(angle), 38.7368 + 0.0004 * Math.sin(angle)];
  });
const building = (n: number, count: number): Building => ({
  id: `b${n}`,
  name: `Tower <${n}> & co`,
  campusId: 'alameda',
  latitude: 38.7368,
  longitude: -9.139,
  radius: 40,
  polygon: count === 0 ? null : [corners(count)],
});
const BUILDINGS = Array.from({ length: 30 }, (_, n) => building(n, [0, 5, 100, 101][n % 4] as number));
const publisher = {
  sender: 'quad.example.edu',
  publicUrl: 'https://quad.example.edu',
  places: {
    get: (id: string) => BUILDINGS.find((each) => each.id === id),
    buildings: () => BUILDINGS,
    campuses: () => [{ id: 'alameda', name: 'Alameda', latitude: 38.737, longitude: -9.139 }],
  },
};
const named = (count: number) => BUILDINGS.slice(0, count).map(({ id, name }) => ({ id, name }));

/** Returns a revision of a fire alert. */
function alert(
  revision: number,
  type: AlertType,
  kind: AlertKind = 'live',
  change: Partial<WireAlert> = {},
): WireAlert {
  const { texts, variables, category, event, response, urgency, severity, certainty } =
    BUILT_IN.fire as never;
  const area = change.area ?? { campus: null, buildings: named(4) };
  return {
    id: '0b0e2f0e-9a3c-4f0a-8a52-6f1f3f0f9d11',
    kind,
    revision,
    type,
    active: ['alert', 'update', 'correction'].includes(type),
    category,
    event,
    response,
    urgency,
    severity,
    certainty,
    texts: render(
      { texts, variables },
      {
        kind,
        values: { time: '14:05' },
        placeNames: area.campus ? [area.campus.name] : area.buildings.map(({ name }) => name),
        buildingName: () => undefined,
      },
    ),
    area,
    issued: at(0),
    at: at(revision),
    nextUpdate: null,
    expires: at(60),
    ...change,
  };
}
const first = messageOfAlert(alert(1, 'alert'), [], publisher);

test.each(ALERT_KINDS)('[H9] a %s is a valid message that says what it is', async (kind) => {
  const message = messageOfAlert(alert(1, 'alert', kind), [], publisher);
  expect(() => checkOwnMessage(message)).not.toThrow();
  const parsed = await parseMessage(Buffer.from(writeMessage(message)), { mediaType: 'application/cap+xml' });
  expect(parsed.message).toMatchObject({ ...message, infos: [{ language: 'pt' }, { language: 'en' }] });
  const { status, note, infos } = parsed.message;
  const said = [status, note, infos[1]?.headline, infos[1]?.event].join('|');
  const expected = {
    live: /^Actual\|\|Fire, leave now: .*\|Fire$/,
    exercise: /^Exercise\|Exercise\. There is no danger\.\|EXERCISE: .*\|EXERCISE: Fire$/,
    test: /^Test\|Test\. There is no danger\.\|TEST: .*\|TEST: Fire$/,
  };
  expect(said).toMatch(expected[kind]);
});

test('[H9] changes are Updates and ends are Cancels, with references to all messages before', async () => {
  const second = messageOfAlert(alert(2, 'correction'), [first], publisher);
  expect(second).toMatchObject({ msgType: 'Update', identifier: `${alert(2, 'update').id}.2` });
  for (const type of ['all_clear', 'cancel'] as const) {
    const last = messageOfAlert(alert(3, type), [first, second], publisher);
    expect(last).toMatchObject({ msgType: 'Cancel', references: [first, second] });
    expect(last.infos[0]).toMatchObject({ responses: ['AllClear'], urgency: 'Past' });
    expect(last.note).toBe(type === 'cancel' ? 'The message was sent in error.' : null);
    const { message } = await parseMessage(Buffer.from(writeMessage(last)), { mediaType: 'text/xml' });
    expect(message.references.map(({ sent }) => sent)).toEqual([
      '2026-11-30T08:01:00-00:00',
      '2026-11-30T08:02:00-00:00',
    ]);
  }
  expect(isMessage(alert(3, 'expired'))).toBe(false);
});

test('[H9] an area is its buildings, or a circle around a campus, and never too large', async () => {
  const areaOf = (area: WireAlert['area']) =>
    messageOfAlert(alert(1, 'alert', 'live', { area }), [], publisher).infos[0]?.areas[0];
  expect(areaOf({ campus: null, buildings: named(4) })).toMatchObject({
    circles: [{ radius: 0.04 }],
    polygons: [{ length: 5 }, { length: 100 }, { length: 5 }],
  });
  expect(areaOf({ campus: null, buildings: named(30) })?.polygons.every(({ length }) => length === 5)).toBe(
    true,
  );
  expect(areaOf({ campus: { id: 'alameda', name: 'Alameda' }, buildings: [] })).toMatchObject({
    description: 'Alameda',
    circles: [{ centre: [38.737, -9.139], radius: 0.3 }],
    polygons: [],
  });
  const large = messageOfAlert(
    alert(1, 'alert', 'live', { area: { campus: null, buildings: named(30) } }),
    [],
    publisher,
  );
  await expect(
    parseMessage(Buffer.from(writeMessage(large)), { mediaType: 'text/xml' }),
  ).resolves.toBeDefined();
});

test('[H9] the feed has an entry for each message, the newest first, in at most 100 KB', async () => {
  const place = {
    sender: 'quad.example.edu',
    url: 'https://quad.example.edu/api/v1/cap-feed',
    title: 'A & B',
  };
  const second = messageOfAlert(alert(2, 'update', 'exercise'), [first], publisher);
  const { xml, changed } = writeFeed([first, second], place);
  expect(changed.toISOString()).toBe('2026-11-30T08:02:00.000Z');
  const feed = await readXml(Buffer.from(xml), ({ root }) => root);
  const entries = feed.children.filter(({ name }) => name === 'entry');
  const textOf = (name: string) =>
    entries.map((entry) => entry.children.find((each) => each.name === name)?.text);
  expect(textOf('id')).toEqual(
    [second, first].map(({ identifier }) => `tag:quad.example.edu,2026:${identifier}`),
  );
  expect(textOf('title')[0]).toMatch(/^EXERCÍCIO: Fogo.* \/ EXERCISE: Fire/);
  expect(textOf('status')).toEqual(['Exercise', 'Actual']);
  expect(textOf('areaDesc')[0]).toBe('Tower <0> & co, Tower <1> & co, Tower <2> & co, Tower <3> & co');

  const many = Array.from({ length: 200 }, (_, n) =>
    messageOfAlert(alert(n + 1, 'update'), [first], publisher),
  );
  const long = writeFeed(many, place).xml;
  expect(Buffer.byteLength(long)).toBeLessThan(100_100);
  expect(long).toContain('.200</id>');
  // A danger stays in the feed, whatever tests are newer.
  const tests = Array.from({ length: 200 }, (_, n) =>
    messageOfAlert(alert(n + 2, 'alert', 'test'), [], publisher),
  );
  const crowded = writeFeed([first, ...tests], place).xml;
  expect(Buffer.byteLength(crowded)).toBeLessThan(100_100);
  expect(crowded).toContain(`${first.identifier}</id>`);
  expect(writeFeed([], place)).toMatchObject({ changed: new Date(0) });
});
