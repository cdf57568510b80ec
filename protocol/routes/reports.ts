import { z } from 'zod';
import { note } from '@/protocol/fields';
import { decision, wireReport } from '@/protocol/safety';
import { defineRoutes } from './define';
import { pageOf, pageQuery } from './pages';
import { byUuid } from './shapes';

const example = { params: { id: '7c9e6679-7425-40de-944b-e07fc1f90ae7' } };

export const reportRoutes = defineRoutes({
  'GET /api/v1/reports': {
    operationId: 'listOpenReports',
    tag: 'Reports',
    summary: 'Lists the open reports, the oldest first.',
    caller: 'administrator',
    scope: 'admin',
    query: pageQuery,
    answers: { 200: pageOf(wireReport, 'ReportPage') },
    errors: [],
  },
  'GET /api/v1/reports/closed': {
    operationId: 'listClosedReports',
    tag: 'Reports',
    summary: 'Lists the closed reports, the newest first.',
    caller: 'administrator',
    scope: 'admin',
    query: pageQuery,
    answers: { 200: pageOf(wireReport, 'ReportPage') },
    errors: [],
  },
  'POST /api/v1/reports/{id}/close': {
    operationId: 'closeReport',
    tag: 'Reports',
    summary: 'Closes a report and tells the reporter the decision. A closed report stays as it is.',
    caller: 'administrator',
    scope: 'admin',
    params: byUuid,
    body: z.strictObject({
      note: note.optional().describe('For other administrators.'),
      decision: decision.default('none'),
      answer: note.optional().describe('For the reporter, with the decision.'),
    }),
    answers: { 200: wireReport },
    errors: ['not_found'],
    example: { ...example, body: { note: 'Spoke with both.' } },
  },
  'POST /api/v1/reports/{id}/delete-message': {
    operationId: 'deleteReportedMessage',
    tag: 'Reports',
    summary: 'Deletes the reported message for everybody who has it.',
    caller: 'administrator',
    scope: 'admin',
    params: byUuid,
    answers: { 200: wireReport },
    errors: ['not_found'],
    example,
  },
});
