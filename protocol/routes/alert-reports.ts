import { z } from 'zod';
import { exerciseNotes, wireAlertReport, wireExercise } from '@/protocol/alert-reports';
import { defineRoutes } from './define';
import { byUuid, done, EXAMPLE } from './shapes';

/** Officers read by a sign-in; the command checks the grants of the actor. */
const ofOfficers = { tag: 'Alerts', caller: 'browser', scope: 'all' } as const;
const ofOne = { ...ofOfficers, params: byUuid, errors: ['not_found'] } as const;
const about = { params: { id: EXAMPLE.photo } };
const ofYear = {
  ...ofOfficers,
  params: z.object({ year: z.string().regex(/^2\d{3}$/, 'must be a year') }),
  // A path with `..` for a year is that of another route, or of none.
  errors: ['not_found'],
  example: { params: { year: '2026' } },
} as const;

/** What is read about alerts and exercises afterwards. */
export const alertReportRoutes = defineRoutes({
  'GET /api/v1/alerts/{id}/report': {
    ...ofOne,
    operationId: 'showAlertReport',
    summary:
      'Reads the report of an alert or an exercise: times, segments, content, and what was not reached.',
    answers: { 200: wireAlertReport },
    example: about,
  },
  'GET /api/v1/alerts/{id}/report.html': {
    ...ofOne,
    operationId: 'saveReportPage',
    summary: 'Downloads the report as a page, which needs nothing else.',
    answers: { 200: 'download' },
    example: about,
  },
  'GET /api/v1/alerts/{id}/report.csv': {
    ...ofOne,
    operationId: 'saveReportTable',
    summary: 'Downloads the report as a table (CSV).',
    answers: { 200: 'download' },
    example: about,
  },
  'POST /api/v1/alerts/{id}/exercise-record': {
    ...ofOfficers,
    params: byUuid,
    operationId: 'recordExercise',
    summary:
      'Records what the yearly record of tests needs of an exercise or a test, in place of an earlier record.',
    body: z.strictObject(exerciseNotes),
    answers: { 200: done },
    errors: ['not_found', 'conflict'],
    example: {
      ...about,
      body: { description: 'Evacuation of the main building.', announced: true, publicised: true },
    },
  },
  'POST /api/v1/alerts/{id}/roll-call/csv': {
    ...ofOne,
    operationId: 'saveRoll',
    summary: 'Calls the roll as a table (CSV), without the places where people need help.',
    description: 'It is recorded, and shown to these people.',
    answers: { 200: 'download' },
    example: about,
  },
  'GET /api/v1/alert-exercises/{year}': {
    ...ofYear,
    operationId: 'listExercises',
    summary: 'Lists the exercises and tests of a year (UTC) in places that the caller’s rights cover.',
    answers: { 200: z.array(wireExercise) },
  },
  'GET /api/v1/alert-exercises/{year}/csv': {
    ...ofYear,
    operationId: 'saveExercises',
    summary: 'Downloads the yearly record of exercises and tests as a table (CSV).',
    answers: { 200: 'download' },
  },
});
