/** Reads campuses and buildings from a FenixEdu installation: names and hierarchy; it has no coordinates. */
import { z } from 'zod';
import { fail } from '@/protocol/errors';
import { displayName, identifier } from '@/protocol/fields';
import { mapConcurrently } from '@/server/queue';
import type { Places } from './geojson';
import type { Building, Campus } from './geometry';

export interface SpacesTree {
  campuses: { id: string; name: string }[];
  buildings: { id: string; name: string; campusId: string }[];
}

export interface SpacesOptions {
  /** Number of concurrent requests. */
  concurrency?: number;
  /** Milliseconds for each request, its body included. */
  timeoutMs?: number;
  /** Maximum number of bytes of one answer. */
  maxBytes?: number;
  /** Maximum number of spaces to request; no school has a larger tree. */
  maxSpaces?: number;
}

const DEFAULTS = { concurrency: 4, timeoutMs: 10_000, maxBytes: 2_000_000, maxSpaces: 2_000 };

// Accepts other fields: FenixEdu may add, remove and change fields that Quad does not use.
const id = z.union([z.int().min(0).transform(String), identifier]);
const summary = z.object({ type: z.string(), id, name: z.string().nullish() });
const summaries = z.array(summary).max(20_000);
const details = z.object({ id, name: z.string().nullish(), containedSpaces: summaries.nullish() });

/** Types of spaces that contain no buildings: parts of a building, and spaces beside a building. */
const LEAVES = new Set(['FLOOR', 'ROOM', 'ROOM_SUBDIVISION']);

/**
 * Returns a name without the characters that are refused in a user's name: the operator of Quad cannot correct the
 * names of FenixEdu.
 */
function clean(name: string | null | undefined, fallback: string): string {
  const visible = (name ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ')
    .trim();
  const name120 = [...visible].slice(0, 120).join('').trim();
  return displayName.safeParse(name120).success ? name120 : fallback;
}

/**
 * Walks `GET <baseUrl>/api/fenix/v1/spaces` and `/spaces/{id}` from the campuses down to the buildings. Returns all or
 * nothing: throws `unavailable` if a request fails, takes longer than 10 s, or returns more than 2 MB or an unknown shape,
 * and if there are more than 2,000 spaces (`DEFAULTS`).
 */
export async function fetchSpaces(
  baseUrl: string,
  request: typeof fetch = fetch,
  options: SpacesOptions = {},
): Promise<SpacesTree> {
  const limits = { ...DEFAULTS, ...options };
  const root = `${baseUrl.replace(/\/+$/, '')}/api/fenix/v1/spaces`;
  const top = await getJson(root, summaries, request, limits);
  const campuses = top
    .filter((space) => space.type === 'CAMPUS')
    .map((space) => ({ id: space.id, name: clean(space.name, space.id) }));

  const buildings = new Map<string, SpacesTree['buildings'][number]>();
  const seen = new Set(campuses.map((c) => c.id));
  let level = campuses.map((c) => ({ id: c.id, campusId: c.id }));
  while (level.length > 0) {
    if (seen.size > limits.maxSpaces)
      throw fail('unavailable', `FenixEdu lists more than ${limits.maxSpaces} spaces.`);
    const answers = await mapConcurrently(level, limits.concurrency, async ({ id: spaceId, campusId }) => ({
      campusId,
      space: await getJson(`${root}/${encodeURIComponent(spaceId)}`, details, request, limits),
    }));
    level = [];
    for (const { campusId, space } of answers) {
      for (const child of space.containedSpaces ?? []) {
        if (LEAVES.has(child.type) || seen.has(child.id)) continue;
        if (child.type === 'BUILDING') {
          if (!buildings.has(child.id)) {
            buildings.set(child.id, { id: child.id, name: clean(child.name, child.id), campusId });
          }
          continue;
        }
        // An intermediate kind of space (an older installation's zone): its buildings belong to the campus.
        seen.add(child.id);
        level.push({ id: child.id, campusId });
      }
    }
  }
  return { campuses, buildings: [...buildings.values()] };
}

async function getJson<S extends z.ZodType>(
  url: string,
  schema: S,
  request: typeof fetch,
  limits: typeof DEFAULTS,
): Promise<z.output<S>> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let text: string;
  try {
    const response = await request(url, { headers: { accept: 'application/json' }, signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw fail('unavailable', `FenixEdu answered ${response.status} to ${url}.`);
    }
    text = await readText(response, limits.maxBytes, url);
  } catch (cause) {
    if (signal.aborted) {
      throw fail('unavailable', `FenixEdu did not answer ${url} within ${limits.timeoutMs} ms.`, { cause });
    }
    if (cause instanceof TypeError)
      throw fail('unavailable', `FenixEdu cannot be reached at ${url}.`, { cause });
    throw cause;
  }
  const parsed = schema.safeParse(fromJson(text, url));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw fail(
    'unavailable',
    `FenixEdu answered something unexpected to ${url}: ${issue?.path.join('.')}: ${issue?.message}.`,
  );
}

async function readText(response: Response, maxBytes: number, url: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop early cancels the body.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw fail('unavailable', `FenixEdu's answer to ${url} is larger than ${maxBytes} bytes.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function fromJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fail('unavailable', `FenixEdu did not answer with JSON to ${url}.`, { cause });
  }
}

export interface JoinedPlaces extends Places {
  /** Ids of the tree's buildings without a boundary: they can be chosen by hand but never hold a position. */
  withoutBoundary: string[];
  /** Ids of the geometry's buildings that are missing in the tree; they are not among `buildings`. */
  unused: string[];
}

/** Joins names and hierarchy of the tree with boundaries and campus centres of the geometry by id. */
export function joinGeometry(tree: SpacesTree, geometry: Places): JoinedPlaces {
  const centres = new Map(geometry.campuses.map((c) => [c.id, c]));
  const shapes = new Map(geometry.buildings.map((b) => [b.id, b]));
  const inTree = new Set(tree.buildings.map((b) => b.id));
  const campuses = tree.campuses.map((c): Campus => {
    const centre = centres.get(c.id);
    const { latitude = null, longitude = null, grounds } = centre ?? {};
    return { ...c, latitude, longitude, ...(grounds && { grounds }) };
  });
  const buildings = tree.buildings.map((b): Building => {
    const shape = shapes.get(b.id);
    return shape
      ? { ...shape, ...b }
      : { ...b, latitude: null, longitude: null, radius: null, polygon: null };
  });
  return {
    campuses,
    buildings,
    withoutBoundary: buildings.filter((b) => b.latitude === null).map((b) => b.id),
    unused: geometry.buildings.filter((b) => !inTree.has(b.id)).map((b) => b.id),
  };
}
