import { z } from 'zod';
import { ERRORS } from './errors';
import { REASONS } from './reasons';

export type Json = Record<string, unknown>;

/** The direction of a schema: `input` is sent to the server, `output` is sent by the server. */
type Direction = 'input' | 'output';

/** Converts zod schemas for one document, which contains each named shape once. */
export interface SchemaCollector {
  /**
   * Returns the JSON Schema of a zod schema. A schema with an `id` in its metadata becomes a `$ref` to
   * `#/components/schemas/<id>`. Throws when two different shapes have the same `id`.
   */
  of(schema: z.ZodType, direction: Direction): Json;
  /** Returns the named shapes that the converted schemas refer to, by `id`. */
  schemas(): Record<string, Json>;
}

type Dialect = 'draft-2020-12' | 'draft-7';

const COMPONENTS = '#/components/schemas/';

/** Creates a collector. `dialect` is the JSON Schema dialect of OpenAPI 3.1 (2020-12) or AsyncAPI 3 (draft-07). */
export function createSchemaCollector(dialect: Dialect = 'draft-2020-12'): SchemaCollector {
  const named = new Map<string, Json>();
  const add = (id: string, schema: Json): void => {
    const known = named.get(id);
    if (known && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`Two different shapes are called ${id}.`);
    named.set(id, schema);
  };
  return {
    of(schema, direction) {
      const {
        $schema: _,
        $defs,
        definitions = $defs,
        ...json
      } = withComponentRefs(convert(schema, direction, dialect));
      for (const [id, shape] of Object.entries((definitions ?? {}) as Record<string, Json>)) add(id, shape);
      return json;
    },
    schemas: () => Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function convert(schema: z.ZodType, direction: Direction, target: Dialect): Json {
  return z.toJSONSchema(schema, {
    target,
    io: direction,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => shorten(jsonSchema as Json),
  }) as Json;
}

/** Removes parts that zod adds and readers do not need: its patterns of formats, and the bounds of safe integers. */
function shorten(schema: Json): void {
  delete schema.id;
  // `date-time` allows any offset, and zod accepts only `Z`.
  if (schema.format === 'date-time' && schema.pattern) schema.pattern = 'Z$';
  if (schema.format === 'uuid') delete schema.pattern;
  if (isUniform(schema.prefixItems)) {
    // An equivalent form that generators support.
    schema.items = schema.prefixItems[0];
    delete schema.prefixItems;
  }
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

const isUniform = (items: unknown): items is Json[] =>
  Array.isArray(items) && items.every((item) => JSON.stringify(item) === JSON.stringify(items[0]));

/**
 * Returns the schema with each reference to its own definitions turned into a reference to the document's components.
 */
function withComponentRefs(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll(/"#\/(\$defs|definitions)\//g, `"${COMPONENTS}`));
}

/** The shape of every error, in HTTP bodies and in acknowledgements. */
export const wireError = z
  .strictObject({
    error: z.strictObject({
      code: z.enum(Object.keys(ERRORS) as [string, ...string[]]).describe('Programs decide by this.'),
      message: z.string().describe('What happened and what to do next, for people.'),
      retryable: z.boolean().describe('Whether the same request can succeed later.'),
      field: z.string().optional().describe('The field that is wrong.'),
      retryAfter: z.number().optional().describe('Seconds to wait before the next try.'),
      until: z.iso.datetime().optional().describe('When the suspension of the account ends.'),
      reason: z.enum(REASONS).optional().describe('Why the account is suspended.'),
      note: z.string().optional().describe('What the administrator wrote about the suspension.'),
    }),
  })
  .meta({ id: 'Error', description: 'The one shape of every error.' });
