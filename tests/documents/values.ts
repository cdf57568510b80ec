import fc from 'fast-check';

/** The keywords of JSON Schema that the document uses. */
export interface JsonSchema {
  $ref?: string;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  const?: unknown;
  enum?: unknown[];
  type?: string;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** Returns a generator of values that a schema accepts. */
export function valuesOf(named: Record<string, JsonSchema>, schema: JsonSchema): fc.Arbitrary<unknown> {
  const of = (inner: JsonSchema) => valuesOf(named, inner);
  if (schema.$ref) return of(named[schema.$ref.split('/').at(-1) as string] as JsonSchema);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return fc.oneof(...branches.map(of));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, of(inner)])),
        { requiredKeys: schema.required ?? [] },
      );
    case 'array':
      return (schema.uniqueItems ? fc.uniqueArray : fc.array)(of(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, (schema.minItems ?? 0) + 4),
      });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1_000_000 });
    case 'number':
      return fc.double({
        min: schema.minimum ?? schema.exclusiveMinimum ?? -1e6,
        minExcluded: schema.exclusiveMinimum !== undefined,
        max: schema.maximum ?? 1e6,
        noNaN: true,
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return stringsOf(schema);
  }
}

const YEARS_OF_FOUR_DIGITS = {
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
};

function stringsOf({
  format,
  pattern = '',
  minLength = 0,
  maxLength = Infinity,
}: JsonSchema): fc.Arbitrary<string> {
  const accepts = new RegExp(pattern);
  const longest = Math.max(minLength, Math.min(maxLength, 60));
  const text = fc.string({ unit: 'grapheme', minLength: Math.max(minLength, 1), maxLength: longest });
  const byFormat: Record<string, fc.Arbitrary<string>> = {
    uuid: fc.uuid(),
    'date-time': fc.date(YEARS_OF_FOUR_DIGITS).map((date) => date.toISOString()),
    email: fc.emailAddress(),
  };
  // fast-check does not support lookahead in patterns, so the filter below removes the values that the pattern refuses.
  const byPattern = () =>
    fc.stringMatching(new RegExp(pattern.replaceAll(/\(\?[=!](?:[^()]|\([^()]*\))*\)/g, '')));
  const strings = byFormat[format ?? ''] ?? (/^\^/.test(pattern) ? byPattern() : text);
  return strings.filter((value) => {
    const { length } = [...value];
    return length >= minLength && length <= maxLength && accepts.test(value);
  });
}
