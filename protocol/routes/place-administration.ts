import { z } from 'zod';
import { displayName, identifier } from '@/protocol/fields';
import { wireBuildingUse, wireDayCounts, wirePlaceChange, wirePreview } from '@/protocol/place-changes';
import { buildingShape, wireBuilding, wireCampus } from '@/protocol/places';
import { defineRoutes } from './define';
import { byIdentifier, done } from './shapes';

const ofAdministrators = { tag: 'Places', caller: 'administrator', scope: 'admin' } as const;
const ofBuilding = { params: { id: 'central' } };

const building = {
  name: displayName,
  campus: identifier.nullable().describe('The id of a known campus.'),
  shape: buildingShape.nullable(),
};
const exampleBuilding = {
  name: 'Pavilion',
  campus: null,
  shape: { type: 'Circle', latitude: 38.7368, longitude: -9.1387, radius: 30 },
};

const campus = {
  name: displayName,
  latitude: z.number().min(-90).max(90).nullable().describe('Degrees, where its map begins.'),
  longitude: z.number().min(-180).max(180).nullable(),
  grounds: wireCampus.shape.grounds.max(5_000),
};
const ofCampus = { params: { id: 'alameda' } };
const exampleCampus = {
  name: 'Alameda',
  latitude: 38.7368,
  longitude: -9.1387,
  grounds: [{ kind: 'tree', shape: { type: 'Point', coordinates: [-9.1388, 38.7369] } }],
};

/** The largest file of places, in bytes. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

const file = {
  file: z
    .record(z.string(), z.unknown())
    .describe('A GeoJSON FeatureCollection, or a `buildings.json` of the system that Quad replaced.'),
  complete: z
    .boolean()
    .describe('The file has all buildings of its campuses: other buildings of these campuses are removed.'),
};
const exampleFile = { file: { type: 'FeatureCollection', features: [] }, complete: false };

export const placeAdministrationRoutes = defineRoutes({
  'POST /api/v1/admin/buildings': {
    ...ofAdministrators,
    operationId: 'createBuilding',
    summary: 'Adds a building.',
    body: z.strictObject({ id: identifier, ...building }),
    answers: { 201: wireBuilding },
    errors: ['conflict'],
    example: { body: { id: 'pavilion', ...exampleBuilding } },
  },
  'GET /api/v1/admin/buildings/{id}': {
    ...ofAdministrators,
    operationId: 'showBuildingUse',
    summary: 'Reads a building and what refers to it.',
    params: byIdentifier,
    answers: { 200: wireBuildingUse },
    errors: ['not_found'],
    example: ofBuilding,
  },
  'POST /api/v1/admin/buildings/{id}': {
    ...ofAdministrators,
    operationId: 'replaceBuilding',
    summary: 'Replaces a building.',
    params: byIdentifier,
    body: z.strictObject(building),
    answers: { 200: wireBuilding },
    errors: ['not_found'],
    example: { ...ofBuilding, body: exampleBuilding },
  },
  'DELETE /api/v1/admin/buildings/{id}': {
    ...ofAdministrators,
    operationId: 'removeBuilding',
    summary: 'Removes a building.',
    description:
      'Nobody is in it any more. Its bots stay and reach nobody, its channels belong to no building, and the messages of its room stay readable for those who could read them.',
    params: byIdentifier,
    answers: { 200: wirePlaceChange },
    errors: ['not_found'],
    example: ofBuilding,
  },
  'POST /api/v1/admin/campuses': {
    ...ofAdministrators,
    operationId: 'createCampus',
    summary: 'Adds a campus with its grounds.',
    body: z.strictObject({ id: identifier, ...campus }),
    maxBytes: MAX_FILE_BYTES,
    answers: { 201: wireCampus },
    errors: ['conflict'],
    example: { body: { id: 'new-campus', ...exampleCampus } },
  },
  'POST /api/v1/admin/campuses/{id}': {
    ...ofAdministrators,
    operationId: 'replaceCampus',
    summary: 'Replaces a campus with its grounds.',
    params: byIdentifier,
    body: z.strictObject(campus),
    maxBytes: MAX_FILE_BYTES,
    answers: { 200: wireCampus },
    errors: ['not_found'],
    example: { ...ofCampus, body: exampleCampus },
  },
  'DELETE /api/v1/admin/campuses/{id}': {
    ...ofAdministrators,
    operationId: 'removeCampus',
    summary: 'Removes a campus that has no buildings.',
    params: byIdentifier,
    answers: { 200: wirePlaceChange },
    errors: ['not_found', 'conflict'],
    example: ofCampus,
  },
  'POST /api/v1/admin/places/preview': {
    ...ofAdministrators,
    operationId: 'previewImport',
    summary: 'Reads what an import of a file would change, and changes nothing.',
    body: z.strictObject(file),
    maxBytes: MAX_FILE_BYTES,
    answers: { 200: wirePreview },
    errors: [],
    example: { body: exampleFile },
  },
  'POST /api/v1/admin/places/import': {
    ...ofAdministrators,
    operationId: 'importFile',
    summary: 'Imports a file of places as its preview showed it.',
    body: z.strictObject({
      ...file,
      name: displayName.describe('The name of the file.'),
      version: z.number().int().min(0).describe('The `version` of the preview.'),
    }),
    maxBytes: MAX_FILE_BYTES,
    answers: { 200: wirePlaceChange },
    errors: ['conflict'],
    example: { body: { ...exampleFile, name: 'campus.geojson', version: 0 } },
  },
  'GET /api/v1/admin/place-changes': {
    ...ofAdministrators,
    operationId: 'listPlaceChanges',
    summary: 'Lists the newest 20 changes of the places, newest first.',
    answers: { 200: z.array(wirePlaceChange) },
    errors: [],
  },
  'POST /api/v1/admin/place-changes/{id}/undo': {
    ...ofAdministrators,
    operationId: 'undoPlaceChange',
    summary: 'Undoes the newest change of the places.',
    params: z.object({
      id: z
        .string()
        .regex(/^\d{1,9}$/, 'must be the id of a change')
        .transform(Number),
    }),
    answers: { 200: done },
    errors: ['conflict'],
    example: { params: { id: '1' } },
  },
  'GET /api/v1/admin/building-counts/{from}': {
    ...ofAdministrators,
    operationId: 'showDayCounts',
    summary: 'Reads how many people buildings had in the 25 hours from a time, in quarters of an hour.',
    description: 'Only counts from five people up, of every epoch: the highest of each quarter.',
    params: z.object({ from: z.iso.datetime() }),
    answers: { 200: wireDayCounts },
    errors: [],
    example: { params: { from: '2026-11-30T00:00:00.000Z' } },
  },
});
