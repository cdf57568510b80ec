import { z } from 'zod';
import {
  alertAnswer,
  alertReceipt,
  helpPlace,
  wireIncident,
  wireLookup,
  wireOwnAlert,
} from '@/protocol/alerts';
import { identifier, note } from '@/protocol/fields';
import { defineRoutes } from './define';
import { byUuid, done, EXAMPLE } from './shapes';

/** What everybody does with alerts: reads them, answers them, reports an incident. */
export const alertRoutes = defineRoutes({
  'GET /api/v1/alerts': {
    operationId: 'listAlerts',
    tag: 'Alerts',
    summary: 'Lists the alerts that the caller was told of: active ones, and those that ended within a day.',
    caller: 'user',
    scope: 'read',
    answers: { 200: z.array(wireOwnAlert) },
    errors: [],
  },
  'POST /api/v1/alerts/{id}/answer': {
    operationId: 'answerAlert',
    tag: 'Alerts',
    summary: 'Answers an active alert: safe, in need of help, or not there. A later answer replaces it.',
    caller: 'user',
    scope: 'send',
    params: byUuid,
    body: z.strictObject({
      answer: alertAnswer,
      place: helpPlace.optional().describe('With `help` only. Forgotten when the alert ends.'),
    }),
    answers: { 200: done },
    errors: ['not_found', 'conflict'],
    example: { params: { id: EXAMPLE.photo }, body: { answer: 'safe' } },
  },
  'POST /api/v1/alert-receipts': {
    operationId: 'noteReceipts',
    tag: 'Alerts',
    summary: 'Says which revisions the caller’s device has received or shows, as `alert_receipt` does.',
    caller: 'user',
    scope: 'read',
    body: z.strictObject({ receipts: z.array(alertReceipt).min(1).max(20) }),
    answers: { 200: done },
    errors: [],
    example: { body: { receipts: [{ alert: EXAMPLE.photo, revision: 1, state: 'displayed' }] } },
  },
  'GET /api/v1/alert-lookups': {
    operationId: 'listLookups',
    tag: 'Alerts',
    summary: 'Lists who looked up where the caller is or was, because of an alert.',
    caller: 'user',
    scope: 'all',
    answers: { 200: z.array(wireLookup) },
    errors: [],
  },
  'POST /api/v1/incidents': {
    operationId: 'reportIncident',
    tag: 'Alerts',
    summary:
      'Reports an incident to the officers, who may draft an alert from it. It sends nothing to anybody else.',
    caller: 'user',
    scope: 'send',
    body: z.strictObject({ text: note, building: identifier.optional() }),
    answers: { 200: wireIncident },
    errors: ['not_found'],
    example: { body: { text: 'Smoke on the second floor.' } },
  },
});
