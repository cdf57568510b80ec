import { describe, expect, it } from 'vitest';
import { fetchSpaces, joinGeometry } from './fenix-spaces';
import { parsePlaces } from './geojson';

type Answers = Record<string, unknown>;

/** Returns a `fetch` that answers as a FenixEdu installation: by path, with a Response as it is or a value as JSON. */
function fenix(answers: Answers) {
  const asked: string[] = [];
  let open = 0;
  let mostOpen = 0;
  const request: typeof fetch = async (input) => {
    const path = new URL(String(input)).pathname.replace('/api/fenix/v1/', '');
    asked.push(path);
    mostOpen = Math.max(mostOpen, ++open);
    await new Promise(setImmediate);
    open--;
    const answer = answers[path];
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer;
    return answer === undefined
      ? new Response('{"error":"id not found"}', { status: 404 })
      : Response.json(answer);
  };
  return { request, asked, mostOpen: () => mostOpen };
}

const SCHOOL: Answers = {
  spaces: [
    { type: 'CAMPUS', id: '1', name: 'Alameda' },
    { type: 'CAMPUS', id: '2', name: ' Tagus\u202Epark\n' },
  ],
  'spaces/1': {
    type: 'CAMPUS',
    id: '1',
    name: 'Alameda',
    containedSpaces: [
      { type: 'BUILDING', id: '2448131361042', name: 'Pavilhão de Civil' },
      { type: 'ZONE', id: '10', name: 'South' },
      { type: 'ROOM', id: '12', name: 'Bar' },
    ],
  },
  'spaces/2': {
    type: 'CAMPUS',
    id: 2,
    name: 'Taguspark',
    containedSpaces: [{ type: 'BUILDING', id: 21, name: null }],
  },
  'spaces/10': {
    type: 'ZONE',
    id: '10',
    topLevelSpace: { type: 'CAMPUS', id: '1', name: 'Alameda' },
    containedSpaces: [
      { type: 'BUILDING', id: '11', name: 'Torre Sul' },
      { type: 'CAMPUS', id: '1', name: 'a circle' },
    ],
  },
};

const BASE = 'https://fenix.example/';

describe('walking the spaces of a FenixEdu installation', () => {
  it('finds campuses and buildings, and nothing below them', async () => {
    const { request, asked } = fenix(SCHOOL);
    expect(await fetchSpaces(BASE, request)).toEqual({
      campuses: [
        { id: '1', name: 'Alameda' },
        { id: '2', name: 'Tagus park' },
      ],
      buildings: [
        { id: '2448131361042', name: 'Pavilhão de Civil', campusId: '1' },
        { id: '21', name: '21', campusId: '2' },
        { id: '11', name: 'Torre Sul', campusId: '1' },
      ],
    });
    expect(asked.sort()).toEqual(['spaces', 'spaces/1', 'spaces/10', 'spaces/2']);
  });

  it('limits concurrent requests', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `${i}`);
    const { request, mostOpen } = fenix({
      spaces: ids.map((id) => ({ type: 'CAMPUS', id, name: id })),
      ...Object.fromEntries(ids.map((id) => [`spaces/${id}`, { type: 'CAMPUS', id, containedSpaces: [] }])),
    });
    expect((await fetchSpaces(BASE, request, { concurrency: 3 })).campuses).toHaveLength(20);
    expect(mostOpen()).toBe(3);
  });

  it.each<[string, Answers, string]>([
    ['an error', { ...SCHOOL, 'spaces/2': undefined }, 'answered 404'],
    ['no JSON', { spaces: new Response('<html>') }, 'did not answer with JSON'],
    ['another shape', { spaces: { campuses: [] } }, 'something unexpected'],
    [
      'an id that is none',
      { spaces: [{ type: 'CAMPUS', id: '../admin', name: '' }] },
      'something unexpected',
    ],
    ['no connection', { spaces: new TypeError('fetch failed') }, 'cannot be reached'],
    ['too much', { spaces: new Response(`[${' '.repeat(3_000_000)}]`) }, 'larger than'],
  ])('returns all or nothing: %s', async (_, answers, message) => {
    await expect(fetchSpaces(BASE, fenix(answers).request)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(message),
    });
  });

  it('times out on a space that does not answer', async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true });
      });
    // A timer of AbortSignal does not keep the process alive; this timer does until the test is over.
    const alive = setInterval(() => {}, 1_000);
    await expect(fetchSpaces(BASE, never, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('within 20 ms'),
    });
    clearInterval(alive);
  });

  it('stops at an endless tree', async () => {
    let next = 1;
    const endless: typeof fetch = async (input) => {
      if (String(input).endsWith('/spaces')) return Response.json([{ type: 'CAMPUS', id: '0', name: 'C' }]);
      return Response.json({ id: '0', containedSpaces: [{ type: 'ZONE', id: `${next++}`, name: 'Z' }] });
    };
    await expect(fetchSpaces(BASE, endless, { maxSpaces: 50 })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(next).toBeLessThan(60);
  });
});

describe('joining names and geometry', () => {
  it('takes names from the tree, boundaries from the geometry, and lists what does not match', async () => {
    const tree = await fetchSpaces(BASE, fenix(SCHOOL).request);
    const circle = { latitude: 38, longitude: -9, radius: 40 };
    const geometry = parsePlaces({
      type: 'FeatureCollection',
      campuses: [{ id: '1', name: 'Old name', latitude: 38.7, longitude: -9.1 }],
      features: [
        {
          type: 'Feature',
          geometry: null,
          properties: { id: '2448131361042', name: 'Old', campus: null, ...circle },
        },
        { type: 'Feature', geometry: null, properties: { id: '99', name: 'Shed', ...circle } },
      ],
    });
    const joined = joinGeometry(tree, geometry);
    expect(joined.campuses).toEqual([
      { id: '1', name: 'Alameda', latitude: 38.7, longitude: -9.1 },
      { id: '2', name: 'Tagus park', latitude: null, longitude: null },
    ]);
    expect(joined.buildings[0]).toEqual({
      id: '2448131361042',
      name: 'Pavilhão de Civil',
      campusId: '1',
      polygon: null,
      ...circle,
    });
    expect(joined.buildings[2]).toMatchObject({ id: '11', latitude: null, polygon: null });
    expect(joined.withoutBoundary).toEqual(['21', '11']);
    expect(joined.unused).toEqual(['99']);
  });
});
