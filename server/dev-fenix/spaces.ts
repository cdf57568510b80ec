import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { FenixState, Space } from './types';
import { answerJson, answerNothing, type Endpoint } from './wire';

const spaceId = z.string().regex(/^\d+$/);
const schema = z.object({
  campuses: z.array(z.object({ id: spaceId, name: z.string() })),
  features: z.array(
    z.object({ properties: z.object({ type: z.string(), id: spaceId, name: z.string(), campus: spaceId }) }),
  ),
});

/**
 * Returns campuses and their buildings, by id, from GeoJSON with a `campuses` member (as in `data/ist.geojson`).
 * @throws ZodError for any other shape.
 */
export function spacesOf(geojson: unknown): ReadonlyMap<string, Space> {
  const { campuses, features } = schema.parse(geojson);
  const spaces = new Map<string, Space>();
  for (const { id, name } of campuses) spaces.set(id, { type: 'CAMPUS', id, name, containedSpaces: [] });
  for (const { properties } of features) {
    const campus = spaces.get(properties.campus);
    if (properties.type !== 'BUILDING' || campus?.type !== 'CAMPUS') continue;
    const building = { type: 'BUILDING', id: properties.id, name: properties.name } as const;
    const above = { type: campus.type, id: campus.id, name: campus.name };
    campus.containedSpaces.push(building);
    spaces.set(building.id, { ...building, topLevelSpace: above, parentSpace: above, containedSpaces: [] });
  }
  return spaces;
}

/** Reads the sample campus of the repository. */
export function readSampleGeojson(): unknown {
  return JSON.parse(readFileSync('data/ist.geojson', 'utf8'));
}

/** `GET /api/fenix/v1/spaces` and `/spaces/{id}`: answers without a token. An unknown id is the API's own 404. */
export function spacesEndpoint(fenix: FenixState): Endpoint {
  return ({ method, path, res }) => {
    if (method !== 'GET') return answerNothing(res, 405);
    const id = path.split('/')[5];
    if (id === undefined) {
      const campuses = [...fenix.spaces().values()].filter((space) => space.type === 'CAMPUS');
      return answerJson(
        res,
        200,
        campuses.map(({ type, id, name }) => ({ type, id, name })),
      );
    }
    const space = fenix.spaces().get(id);
    if (!space) return answerJson(res, 404, { error: 'id not found', description: 'id not found' });
    answerJson(res, 200, space);
  };
}
