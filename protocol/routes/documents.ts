import { z } from 'zod';
import { defineRoutes } from './define';

export const documentRoutes = defineRoutes({
  'GET /api/v1/openapi': {
    operationId: 'showOpenApi',
    tag: 'Documents',
    summary: 'Reads this description of the REST routes.',
    caller: 'anyone',
    scope: null,
    etag: true,
    answers: { 200: z.looseObject({}).meta({ id: 'OpenApiDocument' }) },
    errors: [],
  },
  'GET /api/v1/asyncapi': {
    operationId: 'showAsyncApi',
    tag: 'Documents',
    summary: 'Reads the description of the socket events.',
    caller: 'anyone',
    scope: null,
    etag: true,
    answers: { 200: z.looseObject({}).meta({ id: 'AsyncApiDocument' }) },
    errors: [],
  },
  'GET /api/v1/typescript-client': {
    operationId: 'showTypescriptClient',
    tag: 'Documents',
    summary: 'Returns a typed client of this API in TypeScript: one file that imports nothing.',
    caller: 'anyone',
    scope: null,
    etag: true,
    answers: { 200: 'text' },
    errors: [],
  },
});
