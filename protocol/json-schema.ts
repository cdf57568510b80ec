import { z } from 'zod';
import { ERRORS } from './errors';

export type Json = Record<string, unknown>;

/** A JSON Schema (2020-12) of what is accepted, or of what is answered. What no schema can say is left out. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json as Json;
}

/** The one shape of an error. */
export const errorSchema: Json = jsonSchema(
  z.strictObject({
    error: z.strictObject({
      code: z.enum(Object.keys(ERRORS) as [string, ...string[]]),
      message: z.string().describe('What happened, and what to do next.'),
      retryable: z.boolean().describe('Whether trying again later can help.'),
      field: z.string().optional().describe('The field that is wrong.'),
      retryAfter: z.number().optional().describe('Seconds to wait before the next try.'),
    }),
  }),
  'output',
);
