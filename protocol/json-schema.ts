import { z } from 'zod';
import { ERRORS } from './errors';

export type Json = Record<string, unknown>;

/** Whether a schema describes what is sent to the server (`input`) or what the server sends (`output`). */
type Direction = 'input' | 'output';

/** Converts zod schemas for one document, which has each named shape once. */
export interface SchemaCollector {
  /**
   * The JSON Schema of what is accepted or sent. A schema with an `id` in its metadata becomes a `$ref` to
   * `#/components/schemas/<id>`. Throws when two different shapes have the same `id`.
   */
  of(schema: z.ZodType, direction: Direction): Json;
  /** The named shapes that the schemas so far refer to, by `id`. */
  schemas(): Record<string, Json>;
}

type Dialect = 'draft-2020-12' | 'draft-7';

const COMPONENTS = '#/components/schemas/';

/** `dialect`: the one that OpenAPI 3.1 takes (2020-12), or that AsyncAPI 3 takes (draft-07). */
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

/** Removes what zod adds and a reader does not need: its patterns of formats, and the bounds of safe integers. */
function shorten(schema: Json): void {
  delete schema.id;
  // `date-time` with any offset is more than zod accepts.
  if (schema.format === 'date-time' && schema.pattern) schema.pattern = 'Z$';
  if (schema.format === 'uuid') delete schema.pattern;
  if (isUniform(schema.prefixItems)) {
    // The same in a form that generators know.
    schema.items = schema.prefixItems[0];
    delete schema.prefixItems;
  }
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

const isUniform = (items: unknown): items is Json[] =>
  Array.isArray(items) && items.every((item) => JSON.stringify(item) === JSON.stringify(items[0]));

/** The same schema, in which each reference to a definition of its own is one to the document's components. */
function withComponentRefs(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll(/"#\/(\$defs|definitions)\//g, `"${COMPONENTS}`));
}

/** The one shape of an error, in HTTP bodies and in acknowledgements. */
export const wireError = z
  .strictObject({
    error: z.strictObject({
      code: z.enum(Object.keys(ERRORS) as [string, ...string[]]).describe('Programs decide by this.'),
      message: z.string().describe('What happened and what to do next, for people.'),
      retryable: z.boolean().describe('Whether the same request can succeed later.'),
      field: z.string().optional().describe('The field that is wrong.'),
      retryAfter: z.number().optional().describe('Seconds to wait before the next try.'),
    }),
  })
  .meta({ id: 'Error', description: 'The one shape of every error.' });
