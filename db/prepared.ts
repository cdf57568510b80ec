import type { QueryConfig } from 'pg';

type Row = Record<PropertyKey, unknown>;
type RowOf<List> = List extends readonly (infer Row)[] ? Row : never;

/**
 * The parameters of a statement by name: each call returns the placeholder, with its type, for the text of the
 * statement.
 */
interface Placeholders<Values> {
  /** Returns one field of every row of a list, as an array for `unnest`; null where a row lacks the field. */
  column<K extends keyof Values>(list: K, field: keyof RowOf<Values[K]>, type: string): string;
  /** Returns a single value. */
  value(name: keyof Values, type: string): string;
}

/**
 * Creates a prepared statement with parameters named by the fields of `Values`, so that no parameter is counted by
 * hand. Writes the text once; the returned function gives `pg` the values in the order of the text.
 *
 * @param name identifies the prepared statement on a connection
 */
export function prepared<Values extends object>(
  name: string,
  write: (placeholders: Placeholders<Values>) => string,
): (values: Values) => QueryConfig {
  const reads: ((values: Values) => unknown)[] = [];
  const text = write({
    column: (list, field, type) =>
      `$${reads.push((values) => (values[list] as Row[]).map((row) => row[field] ?? null))}::${type}[]`,
    value: (key, type) => `$${reads.push((values) => values[key])}::${type}`,
  });
  return (values) => ({ name, text, values: reads.map((read) => read(values)) });
}
