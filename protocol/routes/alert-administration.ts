import { z } from 'zod';
import { alertRole, wireGrant } from '@/protocol/alerts';
import { wireCapSource } from '@/protocol/cap';
import { identifier } from '@/protocol/fields';
import { defineRoutes } from './define';
import { byUuid, done, EXAMPLE } from './shapes';

/** The rights of officers. An administrator has none of them, and grants none to themselves. */
export const alertAdministrationRoutes = defineRoutes({
  'GET /api/v1/admin/alert-grants': {
    operationId: 'listGrants',
    tag: 'Alerts',
    summary: 'Lists the rights of all officers.',
    caller: 'administrator',
    scope: 'admin',
    answers: { 200: z.array(wireGrant) },
    errors: [],
  },
  'GET /api/v1/admin/cap-sources': {
    operationId: 'listCapSources',
    tag: 'Alerts',
    summary: 'Lists the sources of warnings of other authorities, with what was refused of each.',
    caller: 'administrator',
    scope: 'admin',
    answers: { 200: z.array(wireCapSource) },
    errors: [],
  },
  'POST /api/v1/admin/alert-grants': {
    operationId: 'grantRole',
    tag: 'Alerts',
    summary: 'Grants a person a right for a campus, for a building, or everywhere.',
    caller: 'administrator',
    scope: 'admin',
    body: z.strictObject({
      user: identifier,
      role: alertRole,
      campus: identifier.optional(),
      building: identifier.optional(),
    }),
    answers: { 200: wireGrant },
    errors: ['not_found', 'conflict'],
    example: { body: { user: EXAMPLE.other, role: 'drafter' } },
  },
  'DELETE /api/v1/admin/alert-grants/{id}': {
    operationId: 'withdrawRole',
    tag: 'Alerts',
    summary: 'Withdraws a right.',
    caller: 'administrator',
    scope: 'admin',
    params: byUuid,
    answers: { 200: done },
    errors: ['not_found'],
    example: { params: { id: EXAMPLE.photo } },
  },
});
