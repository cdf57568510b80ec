import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { isQuadError } from '@/protocol/errors';
import { fetchSpaces, joinGeometry, type SpacesTree } from '@/server/places/fenix-spaces';
import type { Places } from '@/server/places/geojson';
import { type ReadFile, readPlacesFile } from '@/server/places/read-places-file';
import { OperatorError, print, tell, usageError } from './output';

interface Options {
  fenix?: string;
  geojson?: string;
}

export function addBuildingsCommand(program: Command): void {
  program
    .command('buildings')
    .description('manage campuses and buildings')
    .command('import')
    .description(
      'add campuses and buildings, and replace those that have the same id; running nodes load them',
    )
    .argument(
      '[file]',
      'a GeoJSON file with names and boundaries (data/ist.geojson shows the format), or a buildings.json of the original',
    )
    .option('--fenix <url>', 'import names and hierarchy from this FenixEdu installation instead')
    .option('--geojson <file>', 'with --fenix: a file with the boundaries, joined by id')
    .action(async (file: string | undefined, options: Options) => {
      const read = await readSource(file, options);
      const { withOperatorContext } = await import('./operator-context');
      const { importPlaces } = await import('@/server/places/import-places');
      const { readPlaces } = await import('@/server/places/store');
      const places = await withOperatorContext(async (context) => {
        const places = read(await readPlaces(context.db.pool));
        await importPlaces(context, { name: path.basename(file ?? options.geojson ?? 'FenixEdu'), places });
        return places;
      });
      const ignored = [...places.ignored.keys()];
      if (ignored.length > 0)
        tell(`Ignored, because Quad does not use it: ${ignored.slice(0, 20).join(', ')}`);
      for (const { name, id, taken } of places.renamed)
        tell(`Another building of the file has the id ${taken} too: ${name} gets the id ${id}.`);
      await print({
        campuses: places.campuses.length,
        buildings: places.buildings.length,
        ignored: [...places.ignored.values()].reduce((sum, count) => sum + count, 0),
      });
    });
}

/** Reads the source of an import. Returns a function that makes places of it, given the places already stored. */
async function readSource(
  file: string | undefined,
  { fenix, geojson }: Options,
): Promise<(known: Places) => ReadFile> {
  if (fenix === undefined) {
    if (geojson !== undefined)
      throw usageError('--geojson needs --fenix. Without --fenix, give the file as the argument.');
    if (file === undefined)
      throw usageError('Give a GeoJSON file, or a FenixEdu installation with --fenix <url>.');
    return readGeojson(file);
  }
  if (file !== undefined)
    throw usageError('With --fenix, give the file with the boundaries as --geojson <file>.');
  if (!/^https?:\/\//.test(fenix) || !URL.canParse(fenix))
    throw usageError('--fenix must be the URL of the installation, for example https://fenix.example.edu');
  const readGeometry = geojson === undefined ? nothing : await readGeojson(geojson);
  const tree = await fetchSpaces(fenix);
  return (known) => {
    const listed = tree.campuses.map((c) => ({ ...c, latitude: null, longitude: null }));
    const geometry = readGeometry({ ...known, campuses: [...known.campuses, ...listed] });
    return { ...join(tree, geometry), ignored: geometry.ignored, renamed: geometry.renamed };
  };
}

const nothing = (): ReadFile => ({ campuses: [], buildings: [], ignored: new Map(), renamed: [] });

function join(tree: SpacesTree, geometry: Places): Places {
  const joined = joinGeometry(tree, geometry);
  if (joined.withoutBoundary.length > 0)
    tell(
      `No boundary, so users can only choose these buildings by hand: ${joined.withoutBoundary.join(', ')}`,
    );
  if (joined.unused.length > 0)
    tell(`Not imported, because FenixEdu does not list them: ${joined.unused.join(', ')}`);
  return { campuses: joined.campuses, buildings: joined.buildings };
}

async function readGeojson(file: string): Promise<(known: Places) => ReadFile> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`The file ${file} cannot be read (${error.code}).`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new OperatorError(`The file ${file} is not JSON: ${(error as Error).message}`);
  }
  return (known) => {
    try {
      return readPlacesFile(json, known);
    } catch (error) {
      if (!isQuadError(error)) throw error;
      throw new OperatorError(`The file ${file} is not valid. ${error.message}`);
    }
  };
}
