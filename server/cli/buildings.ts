import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { isQuadError } from '@/server/errors';
import { fetchSpaces, joinGeometry } from '@/server/places/fenix-spaces';
import { type Places, parsePlaces } from '@/server/places/geojson';
import { importPlaces } from '@/server/places/import-places';
import { withContext } from './context';
import { OperatorError, print, tell, usageError } from './output';

interface Options {
  fenix?: string;
  geojson?: string;
}

export function addBuildingsCommand(program: Command): void {
  program
    .command('buildings')
    .description('campuses and buildings')
    .command('import')
    .description('add campuses and buildings, and replace those with a known id; running nodes learn of it')
    .argument('[file]', 'GeoJSON with names and boundaries; data/ist.geojson shows the format')
    .option('--fenix <url>', 'take names and hierarchy from a FenixEdu installation instead')
    .option('--geojson <file>', 'with --fenix: boundaries, joined by id')
    .action(async (file: string | undefined, options: Options) => {
      const places = await readPlaces(file, options);
      await withContext((context) => importPlaces(context, { places }));
      await print({ campuses: places.campuses.length, buildings: places.buildings.length });
    });
}

async function readPlaces(file: string | undefined, { fenix, geojson }: Options): Promise<Places> {
  if (fenix === undefined) {
    if (geojson !== undefined)
      throw usageError('--geojson goes with --fenix; without it, name the file alone.');
    if (file === undefined) throw usageError('Name a GeoJSON file, or an installation with --fenix <url>.');
    return readGeojson(file);
  }
  if (file !== undefined) throw usageError('With --fenix, name the file with boundaries by --geojson.');
  if (!/^https?:\/\//.test(fenix) || !URL.canParse(fenix))
    throw usageError('--fenix wants the address of the installation, for example https://fenix.example.edu');
  const geometry = geojson === undefined ? { campuses: [], buildings: [] } : await readGeojson(geojson);
  const joined = joinGeometry(await fetchSpaces(fenix), geometry);
  if (joined.withoutBoundary.length > 0)
    tell(`Without a boundary, so chosen by hand only: ${joined.withoutBoundary.join(', ')}`);
  if (joined.unused.length > 0)
    tell(`In the file but not in FenixEdu, so left out: ${joined.unused.join(', ')}`);
  return { campuses: joined.campuses, buildings: joined.buildings };
}

async function readGeojson(file: string): Promise<Places> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`The file ${file} cannot be read (${error.code}).`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new OperatorError(`The file ${file} is not JSON: ${(error as Error).message}`);
  }
  try {
    return parsePlaces(json);
  } catch (error) {
    if (!isQuadError(error)) throw error;
    throw new OperatorError(`The file ${file} is not right. ${error.message}`);
  }
}
